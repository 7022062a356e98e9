"""A superspeedway lap, compiled; the laws stand in ``reference_pack`` under the same names."""

# Types here are the compiler's, inferred from the sheet and the field.
# mypy: ignore-errors

import numpy as np

from stockcar.sim import keyed
from stockcar.sim.cautions import caution_lap, restart
from stockcar.sim.compiled import kernel, part
from stockcar.sim.field import (
    ATTEMPTS,
    BETRAYALS,
    CAR_LAPS,
    CAUTION_LEFT,
    END,
    LAP,
    LINED_UP,
    NEXT_FAILURE,
    NEXT_STOP,
    PASSES,
    PUSHES,
    RESTART_LAP,
    RUNNERS,
    YELLOW_LAP,
)
from stockcar.sim.incidents import failures, incident, trouble, wreck
from stockcar.sim.inputs import FLAG_GREEN, FLAG_WHITE, FLAG_YELLOW, PUSH, RETURN_FAVOUR, STAY, TAKE_LEAD
from stockcar.sim.lap import classify, end_of_lap, start
from stockcar.sim.pits import pit_window
from stockcar.sim.reference_pack import (
    ALONGSIDE_CL,
    CL_PER_MPH_S,
    PARTNER,
    PARTNER_CL,
    ROOM_CL,
    TAU_S,
    TUCKED_CL,
    WAITING_CL,
)


@kernel
def pack_races(sheet, race_key, first_run, rows, field):
    """``lap.races`` for superspeedways."""
    inputs, f = sheet[0], field[0]
    for i in range(rows.finish.shape[0]):
        f.key = keyed.run_key(race_key, first_run + i)
        one_race(inputs, f)
        classify(f, inputs, rows, i)


@kernel
def one_race(inputs, f):
    """``lap.one_race`` with laps of the pack."""
    tally = f.tally
    start(inputs, f)
    if tally[LAP] == 0:
        restart(f, inputs)
    while tally[LAP] < tally[END] and tally[RUNNERS] > 0:
        tally[LAP] += 1
        if tally[CAUTION_LEFT] > 0:
            caution_lap(f, inputs)
        else:
            if tally[NEXT_STOP] <= tally[LAP]:
                pit_window(f, inputs)
            pack_lap(f, inputs)
            if tally[NEXT_FAILURE] <= tally[LAP]:
                failures(f, inputs)
            if trouble(f, inputs):
                incident(f, inputs)
        end_of_lap(f, inputs)


@part
def pack_lap(f, inputs):
    """Everyone's lap, segment by segment; a wreck freezes the order."""
    pack, track, order, n = inputs.pack, inputs.track, f.order, f.tally[RUNNERS]
    pace_mph = track.length_mi / track.lap_s * 3600.0
    lengths_s = pace_mph * CL_PER_MPH_S
    late = np.exp(-(f.tally[END] - f.tally[LAP]) / pack.late_laps)
    lead_s = f.time[order[0]]
    if f.tally[LINED_UP] == 0:
        take_lines(f, f.tally[LAP] == inputs.start.lap + 1)
    rho = inputs.pace.noise_rho
    innovation = np.sqrt(1.0 - rho * rho)
    keyed.lap_noise(f, f.tally[LAP])
    for i in range(n):
        car = order[i]
        f.noise[car] = rho * f.noise[car] + innovation * f.seconds[car]
        slow_s = f.base[car] + f.run[car] + f.damage[car]
        f.own[car] = pack.unrest_mph * f.noise[car] - slow_s / track.lap_s * pace_mph
        f.x[car] = (lead_s - f.time[car]) * lengths_s
    f.green += 1.0
    f.burned += 1.0
    f.tally[CAR_LAPS] += n
    seed = -1
    for step in range(pack.segments):
        seed = segment(f, inputs, step, late)
        if seed >= 0:
            break
    for i in range(n):
        car = order[i]
        f.time[car] = lead_s + track.lap_s - f.x[car] / lengths_s
        if f.ahead[car] >= 0 and f.x[f.ahead[car]] - f.x[car] < PARTNER_CL:
            f.fuel_at[car] += inputs.pits.saving
    if inputs.trust.received != 0.0 or inputs.trust.hanging != 0.0:
        forget(f, inputs.trust)
    if seed >= 0:
        pack_wreck(f, inputs, seed)


@kernel
def take_lines(f, fresh):
    """Two by two from the restart."""
    f.tally[LINED_UP] = 1
    for i in range(f.tally[RUNNERS]):
        car = f.order[i]
        f.line[car], f.v[car], f.heat[car] = i % 2, 0.0, 0.0
        if fresh:
            f.noise[car] = 0.0


@part
def segment(f, inputs, step, late):
    """A few seconds; returns the slot a wreck begins with, -1 for none."""
    pack, order, n = inputs.pack, f.order, f.tally[RUNNERS]
    dt_s = inputs.track.lap_s / pack.segments
    keyed.segment_draws(f, step, f.tally[LAP])
    find_neighbours(f)
    take_speed(f, pack, 1.0 - np.exp(-dt_s / TAU_S))
    reach = CL_PER_MPH_S * dt_s
    seed = -1
    for i in range(n - 1, -1, -1):
        car = order[i]
        ahead = f.ahead[car]
        if ahead < 0 or f.v[car] <= f.v[ahead] or f.x[car] + f.v[car] * reach < f.x[ahead] + f.v[ahead] * reach - 1.0:
            f.heat[car] = max(0.0, f.heat[car] - 2.0 / pack.segments)
            turned = False
        else:
            turned = push_or_lift(f, inputs, car, late)
        if turned:
            seed = ahead
        elif f.side[car] > 0 and keyed.uniform(f.p3[car]) < pack.side_hazard * dt_s * f.side[car]:
            seed = car
    for i in range(n):
        car = order[i]
        f.x[car] += f.v[car] * reach
        ahead = f.ahead[car]
        if ahead >= 0 and f.x[car] > f.x[ahead] - 1.0:
            f.x[car] = f.x[ahead] - 1.0
    rate = pack.look_rate * dt_s * (1.0 + 1.5 * late)
    for i in range(n):
        if keyed.uniform(f.p1[order[i]]) < rate:
            look(f, inputs, i, late)
    take_order(f)
    return seed


@part
def find_neighbours(f):
    """Who is next in line, and how many cars are alongside."""
    last0, last1, last2, before = -1, -1, -1, -1
    for i in range(f.tally[RUNNERS]):
        car = f.order[i]
        line = f.line[car]
        ahead = last0 if line == 0 else (last1 if line == 1 else last2)
        f.ahead[car], f.behind[car], f.side[car] = ahead, -1, 0
        if ahead >= 0:
            f.behind[ahead] = car
        if line == 0:
            last0 = car
        elif line == 1:
            last1 = car
        else:
            last2 = car
        if before >= 0 and f.line[before] != line and f.x[before] - f.x[car] < ALONGSIDE_CL:
            f.side[car] += 1
            f.side[before] += 1
            f.tally[PASSES] += 2
        before = car


@part
def take_speed(f, pack, settle):
    """Every car's speed moves towards what its place in the draft allows."""
    before = -1
    for i in range(f.tally[RUNNERS]):
        car = f.order[i]
        ahead, behind, x = f.ahead[car], f.behind[car], f.x[car]
        wanted = f.own[car] - pack.side_mph * f.side[car] - pack.outer_mph * f.line[car]
        if ahead >= 0:
            wanted += fading(pack.draft_mph, f.x[ahead] - x - 1.0, pack.draft_cl)
        elif before >= 0:
            wanted += 0.4 * fading(pack.draft_mph, max(0.0, f.x[before] - x - 1.0), pack.draft_cl)
        if behind >= 0:
            wanted += fading(pack.push_mph, x - f.x[behind] - 1.0, pack.push_cl)
        f.v[car] += (wanted - f.v[car]) * settle
        before = car


@part
def fading(strength, gap_cl, scale_cl):
    """What is left of a draft over a gap."""
    share = 1.0 + gap_cl / scale_cl
    return strength / (share * share)


@part
def push_or_lift(f, inputs, car, late):
    """Push or lift; true when the push turns the other car round."""
    pack, ahead = inputs.pack, f.ahead[car]
    trust = trust_in(f, inputs.trust, car, ahead)
    wish = pack.push_base + pack.push_trust * trust
    wish += pack.push_late * late * (1.0 if trust >= PARTNER else -0.2) - pack.heat * f.heat[car]
    if keyed.logit_of(f.p0[car]) >= wish:
        f.v[car] = f.v[ahead]
        f.heat[car] = max(0.0, f.heat[car] - 2.0 / pack.segments)
        return False
    closing = f.v[car] - f.v[ahead]
    handed = pack.push_share * closing
    f.v[ahead] += handed
    f.v[car] -= handed
    f.heat[car] += 1.0 / pack.segments
    f.tally[PUSHES] += 1
    f.pushed[ahead] += 1
    f.trust[ahead, car] += inputs.trust.received
    f.favours[ahead, car] += 1
    if f.favours[car, ahead] > 0:
        f.favours[car, ahead] -= 1
    if f.tally[ATTEMPTS] > 0:
        late *= pack.again
    hazard = pack.push_hazard * (1.0 - pack.care * min(1.0, max(0.0, trust))) * (1.0 + pack.late_hazard * late)
    return keyed.uniform(f.p3[car]) < hazard * closing * (1.0 + f.side[ahead])


@part
def ordered(f, orders, car):
    """The order that holds for this driver now, 0 for none."""
    order, lap, flag = orders.order[car], orders.order_lap[car], orders.order_flag[car]
    if order == 0 or f.tally[LAP] < lap:
        return 0
    if flag == FLAG_GREEN and f.tally[RESTART_LAP] < lap:
        return 0
    if flag == FLAG_YELLOW and f.tally[YELLOW_LAP] < lap:
        return 0
    if flag == FLAG_WHITE and f.tally[LAP] < f.tally[END]:
        return 0
    return order


@part
def trust_in(f, orders, car, other):
    """How far this driver works with the other now."""
    trust = f.trust[car, other]
    order = ordered(f, orders, car)
    if order == PUSH or (order == RETURN_FAVOUR and f.favours[car, other] > 0):
        whom = orders.order_whom[car]
        if whom == -1 or whom == other:
            trust += 2.0
    return trust


@part
def look(f, inputs, place, late):
    """A look at the lane beside: go when it promises more than it risks and breaks."""
    pack, orders, car = inputs.pack, inputs.trust, f.order[place]
    ahead, x, word = f.ahead[car], f.x[car], f.p2[car]
    order = ordered(f, orders, car)
    if order == STAY:
        return
    target = f.line[car] + 1 if (word >> keyed.S16) & keyed.ONE else f.line[car] - 1
    if target < 0 or target >= pack.lines:
        target = 2 * f.line[car] - target
    above, below = beside(f, place, target)
    if (above >= 0 and f.x[above] - x < ROOM_CL) or (below >= 0 and x - f.x[below] < ROOM_CL):
        return
    gain = pack.outer_mph * (f.line[car] - target) + pack.mood_mph * keyed.logit_of(word)
    if above >= 0:
        gain += fading(pack.draft_mph, f.x[above] - x - 1.0, pack.draft_cl)
    if ahead >= 0:
        gain -= fading(pack.draft_mph, max(0.0, f.x[ahead] - x - 1.0), pack.draft_cl)
    if below >= 0 and x - f.x[below] < WAITING_CL:
        gain += pack.help_mph * (0.4 + trust_in(f, orders, below, car))
    else:
        gain -= 0.5 * pack.help_mph
    pusher = f.behind[car]
    if pusher >= 0 and x - f.x[pusher] >= TUCKED_CL:
        pusher = -1
    if pusher >= 0:
        gain += 2.0 * pack.help_mph * pack.follow * trust_in(f, orders, pusher, car)
    if order == TAKE_LEAD:
        gain += pack.help_mph
    else:
        gain -= pack.risk_mph * (1.0 - late)
        if ahead >= 0 and f.x[ahead] - x < PARTNER_CL:
            gain += pack.dare_mph * late - pack.loyal_mph * trust_in(f, orders, car, ahead) * (1.0 - 0.6 * late)
    if gain > 0.0:
        pull_out(f, inputs, car, pusher, target)


@part
def beside(f, place, target):
    """The nearest car ahead and behind in another lane, as far as eight places away."""
    above, below = -1, -1
    for i in range(place - 1, max(0, place - 8) - 1, -1):
        if f.line[f.order[i]] == target:
            above = f.order[i]
            break
    for i in range(place + 1, min(f.tally[RUNNERS], place + 9)):
        if f.line[f.order[i]] == target:
            below = f.order[i]
            break
    return above, below


@part
def pull_out(f, inputs, car, pusher, target):
    """The car takes the other lane; its pusher comes along or leaves it hanging."""
    f.line[car] = target
    if pusher < 0:
        return
    comes = inputs.pack.follow * (0.15 + trust_in(f, inputs.trust, pusher, car)) * 65536.0
    if (f.p2[car] & keyed.HALF_MASK) < comes:
        f.line[pusher] = target
    else:
        f.trust[car, pusher] -= inputs.trust.hanging
        f.tally[BETRAYALS] += 1


@part
def take_order(f):
    """The running order anew, by distance; every place gained is a pass."""
    order, x, passes = f.order, f.x, 0
    for i in range(1, f.tally[RUNNERS]):
        car = order[i]
        j = i
        while j > 0 and x[order[j - 1]] < x[car]:
            order[j] = order[j - 1]
            j -= 1
            passes += 1
        order[j] = car
    f.tally[PASSES] += passes


@kernel
def forget(f, moved):
    """What moved between drivers today fades from lap to lap."""
    for i in range(f.tally[RUNNERS]):
        car = f.order[i]
        for other in range(f.n):
            first = moved.relief[car, other] if f.relieved[car] else moved.trust[car, other]
            f.trust[car, other] = first + moved.memory * (f.trust[car, other] - first)


@kernel
def pack_wreck(f, inputs, seed):
    """The car that is turned takes along those close behind it."""
    pack = inputs.pack
    f.hit[seed] = 1
    size, found = 1, False
    for i in range(f.tally[RUNNERS]):
        car = f.order[i]
        if found:
            gap = f.x[seed] - f.x[car]
            if gap > 4.0 * pack.wreck_cl:
                break
            _, _, _, w3 = keyed.block(f.key, keyed.VICTIM, f.tally[LAP], f.car_key[car], 0)
            if keyed.uniform(w3) < fading(pack.join, gap, pack.wreck_cl):
                f.hit[car] = 1
                size += 1
        found = found or car == seed
    wreck(f, inputs, size, size == 1)
