"""A few seconds of the pack, compiled: neighbours, speeds, pushes, the way forward, a look at the lane beside.

The laws stand in ``reference_pack`` under the same names. Columns are by place (``field.at_kind``): a car's neighbours
are found once, and what is the same for all cars then runs in straight loops that the compiler does eight cars at a
time. Those who look for another lane are first listed without a branch, then do it.
"""

# Types here are the compiler's, inferred from the sheet and the field.
# mypy: ignore-errors

import numpy as np

from stockcar.sim import keyed
from stockcar.sim.compiled import part
from stockcar.sim.field import AHEAD_OF_ALL, ATTEMPTS, BEHIND_ALL, LANES, LAP, PASSES, PUSHES, RUNNERS
from stockcar.sim.lanes import fading, look, trust_in
from stockcar.sim.reference_pack import ALONGSIDE_CL, CL_PER_MPH_S, PARTNER, TAU_S


@part
def segment(f, inputs, step, late):
    """A few seconds; returns the slot a wreck begins with, -1 for none. The order is not yet taken anew."""
    pack, n = inputs.pack, f.tally[RUNNERS]
    dt_s = inputs.track.lap_s / pack.segments
    keyed.segment_draws(f, n, step, f.tally[LAP])
    find_neighbours(f, n)
    take_speed(f, n, pack, 1.0 - np.exp(-dt_s / TAU_S))
    make_up_mind(f, n, inputs, late)
    reach = CL_PER_MPH_S * dt_s
    seed = push_or_lift(f, n, inputs, late, reach)
    seed = turned_alone(f, n, pack.side_hazard * dt_s, seed)
    go_on(f, n, reach)
    look_around(f, n, inputs, pack.look_rate * dt_s * (1.0 + 1.5 * late), late)
    return seed


@part
def find_neighbours(f, n):
    """Who is next in line, and how many cars are alongside."""
    at = f.at
    for line in range(LANES):
        at.last[line], at.mask[line] = AHEAD_OF_ALL, 0
    before_x, before_line, alongside = np.inf, -1, 0
    for i in range(n):
        x, line = at.x[i], at.line[i]
        ahead = at.last[line]
        at.last[line] = i
        at.mask[line] |= keyed.ONE << np.uint64(i)
        gap = at.x[ahead] - x - 1.0
        at.ahead[i], at.behind[i], at.tail[i] = ahead, BEHIND_ALL, np.inf
        at.behind[ahead], at.tail[ahead] = i, gap
        first = ahead == AHEAD_OF_ALL
        at.gap[i] = max(0.0, before_x - x - 1.0) if first else gap
        at.lead[i] = 0.4 if first else 1.0
        abreast = np.int64((line != before_line) & (before_x - x < ALONGSIDE_CL))
        at.side[i] = abreast
        at.side[i - 1 if i > 0 else AHEAD_OF_ALL] += abreast
        alongside += abreast
        before_x, before_line = x, line
    f.tally[PASSES] += 2 * alongside


@part
def take_speed(f, n, pack, settle):
    """Every car's speed moves towards what its place in the draft allows."""
    at = f.at
    side_mph, outer_mph, draft_mph, draft_cl = pack.side_mph, pack.outer_mph, pack.draft_mph, pack.draft_cl
    push_mph, push_cl = pack.push_mph, pack.push_cl
    for i in range(n):
        wanted = at.own[i] - side_mph * at.side[i] - outer_mph * at.line[i]
        wanted += at.lead[i] * fading(draft_mph, at.gap[i], draft_cl)
        wanted += fading(push_mph, at.tail[i], push_cl)
        at.v[i] += (wanted - at.v[i]) * settle


@part
def make_up_mind(f, n, inputs, late):
    """Who would push the car ahead, should it come to that."""
    pack, at = inputs.pack, f.at
    for i in range(n):
        at.trust[i] = trust_in(f, inputs.trust, at.slot[i], at.slot[at.ahead[i]])
    late_push = pack.push_late * late
    for i in range(n):
        wish = pack.push_base + pack.push_trust * at.trust[i]
        wish += late_push * (1.0 if at.trust[i] >= PARTNER else -0.2) - pack.heat * at.heat[i]
        at.willing[i] = keyed.logit_of(at.p0[i]) < wish


@part
def push_or_lift(f, n, inputs, late, reach):
    """From the back, cars that would run into the next one push or lift.

    Returns the slot of the car that a push turns round, -1 for none. To lift takes no branch: one car in five does.
    """
    at, pack, seed, pushes = f.at, inputs.pack, -1, 0
    more, less, share = 1.0 / pack.segments, 2.0 / pack.segments, pack.push_share
    if f.tally[ATTEMPTS] > 0:
        late *= pack.again
    late_hazard = 1.0 + pack.late_hazard * late
    for i in range(n - 1, -1, -1):
        ahead, v = at.ahead[i], at.v[i]
        ahead_v = at.v[ahead]
        closing = v - ahead_v
        contact = (closing > 0.0) & (at.x[i] + v * reach >= at.x[ahead] + ahead_v * reach - 1.0)
        at.turned[i] = 0
        if not (contact & (at.willing[i] != 0)):
            at.v[i] = ahead_v if contact else v
            at.heat[i] = max(0.0, at.heat[i] - less)
            continue
        handed = share * closing
        at.v[ahead] += handed
        at.v[i] -= handed
        at.heat[i] += more
        pushes += 1
        pushed(f, at.slot[ahead], at.slot[i], inputs.trust.received)
        hazard = pack.push_hazard * (1.0 - pack.care * min(1.0, max(0.0, at.trust[i]))) * late_hazard
        if keyed.uniform(at.p3[i]) < hazard * closing * (1.0 + at.side[ahead]):
            at.turned[i] = 1
            seed = np.int64(at.slot[ahead])
    f.tally[PUSHES] += pushes
    return seed


@part
def pushed(f, car, by, received):
    """What a push leaves behind with the one who gets it."""
    f.pushed[car] += 1
    f.trust[car, by] += received
    f.favours[car, by] += 1
    if f.favours[by, car] > 0:
        f.favours[by, car] -= 1


@part
def turned_alone(f, n, rate, seed):
    """The slot of the car a wreck begins with, after those that are turned from the side; the foremost counts."""
    at, turned = f.at, 0
    for i in range(n):
        turned += np.int64(keyed.uniform(at.p3[i]) < rate * at.side[i])
    if turned == 0:
        return seed
    for i in range(n):
        if at.turned[i]:
            return seed
        if keyed.uniform(at.p3[i]) < rate * at.side[i]:
            return np.int64(at.slot[i])
    return seed


@part
def go_on(f, n, reach):
    """The way forward; nobody drives through the car ahead."""
    at = f.at
    for i in range(n):
        at.x[i] = min(at.x[i] + at.v[i] * reach, at.x[at.ahead[i]] - 1.0)


@part
def look_around(f, n, inputs, rate, late):
    """Some look for another lane, from the front to the back."""
    at, lookers = f.at, 0
    for i in range(n):
        at.some[lookers] = i
        lookers += np.int64(keyed.uniform(at.p1[i]) < rate)
    for which in range(lookers):
        look(f, inputs, np.int64(at.some[which]), late)


@part
def take_order(f):
    """The running order anew, by distance; every place gained is a pass."""
    at, passes = f.at, 0
    for i in range(1, f.tally[RUNNERS]):
        if at.x[i - 1] < at.x[i]:
            x, v, own, heat = at.x[i], at.v[i], at.own[i], at.heat[i]
            line, slot, key = at.line[i], at.slot[i], at.key[i]
            j = i
            while j > 0 and at.x[j - 1] < x:
                at.x[j], at.v[j], at.own[j], at.heat[j] = at.x[j - 1], at.v[j - 1], at.own[j - 1], at.heat[j - 1]
                at.line[j], at.slot[j], at.key[j] = at.line[j - 1], at.slot[j - 1], at.key[j - 1]
                j -= 1
                passes += 1
            at.x[j], at.v[j], at.own[j], at.heat[j] = x, v, own, heat
            at.line[j], at.slot[j], at.key[j] = line, slot, key
    f.tally[PASSES] += passes
