"""A superspeedway lap in plain Python: lines, draft, pushes, who goes with whom, and the wreck that comes out of it.

The lap is cut into segments of a few seconds. In each, every car takes the speed that its place in the draft gives it;
a car that would run into the next one pushes it or lifts; some look for another lane and may leave a partner hanging;
then the order is taken again. Lengths are car lengths of 5 m, speeds mph against the pack's pace.

A draft fades as 1 / (1 + gap / scale)^2. Speeds settle with the time constant of a car of 1,600 kg that loses 3.1 kN
to the air at 85 m/s: tau = m v / 3 F = 14.6 s. A push hands over a share of the closing speed, so the two cars' speeds
together stay as they were.

Known limits: cars a lap down run in a pack of their own; corners and straights are alike; rain never wets a pack.
"""

import math

from stockcar.sim import draws
from stockcar.sim.inputs import (
    FLAG_GREEN,
    FLAG_WHITE,
    FLAG_YELLOW,
    PUSH,
    RETURN_FAVOUR,
    STAY,
    TAKE_LEAD,
)
from stockcar.sim.reference_field import Car, Field
from stockcar.sim.reference_yellow import wreck

TAU_S = 14.6
CL_PER_MPH_S = 0.08941  # car lengths that 1 mph covers in a second
ALONGSIDE_CL, ROOM_CL, TUCKED_CL, PARTNER_CL, WAITING_CL = 1.2, 1.15, 2.0, 3.0, 6.0
IN_HAND_CL, EASED_MPH = 30.0, 8.0  # a leader so far ahead of the car halfway down saves fuel, at most so much
PARTNER = 0.5  # trust from which a driver is a partner at the flag


def pack_lap(race: Field) -> None:
    """Everyone's lap, segment by segment; a wreck freezes the order."""
    inputs, pack, track = race.inputs, race.inputs.pack, race.inputs.track
    pace_mph = track.length_mi / track.lap_s * 3600.0
    lengths_s = pace_mph * CL_PER_MPH_S
    late = math.exp(-(race.end - race.lap) / pack.late_laps)
    lead_s = race.running[0].time_s
    if not race.lined_up:
        take_lines(race)
    rho = inputs.pace.noise_rho
    innovation = math.sqrt(1.0 - rho * rho)
    for car in race.running:
        w0, w1, _, _ = race.draw(draws.LAP, car)
        car.noise_s = rho * car.noise_s + innovation * draws.noise(w0, w1)  # here in standard deviations
        car.own_mph = pack.unrest_mph * car.noise_s - (car.base_s + car.run_s + car.damage_s) / track.lap_s * pace_mph
        car.x = (lead_s - car.time_s) * lengths_s
    if len(race.running) > 1:
        away_cl = max(0.0, -race.running[len(race.running) // 2].x - IN_HAND_CL)
        race.running[0].own_mph -= (1.0 - late) * min(EASED_MPH, pack.ease_mph * away_cl)
    race.green += 1.0
    race.burned += 1.0
    race.car_laps += len(race.running)
    seed = None
    for part in range(pack.segments):
        seed = segment(race, part, late)
        if seed is not None:
            break
    for car in race.running:
        car.time_s = lead_s + track.lap_s - car.x / lengths_s
        if car.ahead is not None and car.ahead.x - car.x < PARTNER_CL:
            car.fuel_at += inputs.pits.saving  # in line, half throttle will do
    forget(race)
    if seed is not None:
        pack_wreck(race, seed)


def take_lines(race: Field) -> None:
    """Two by two from the restart: odd places below, even above."""
    race.lined_up = True
    for place, car in enumerate(race.running):
        car.line, car.v_mph, car.heat = place % 2, 0.0, 0.0
        if race.lap == race.inputs.start.lap + 1:
            car.noise_s = 0.0


def segment(race: Field, part: int, late: float) -> Car | None:
    """A few seconds; returns the car that a wreck begins with, if there is one."""
    pack, running = race.inputs.pack, race.running
    dt_s = race.inputs.track.lap_s / pack.segments
    words = {car.slot: draws.block(race.key, draws.PACK, race.lap, car.key, part) for car in running}
    find_neighbours(race)
    take_speed(race, 1.0 - math.exp(-dt_s / TAU_S))
    reach = CL_PER_MPH_S * dt_s
    seed = None
    for car in reversed(running):
        if push_or_lift(race, car, words[car.slot], late, reach):
            seed = car.ahead
        elif draws.uniform(words[car.slot][3]) < pack.side_hazard * dt_s * car.side:
            seed = car
    for car in running:
        car.x += car.v_mph * reach
        if car.ahead is not None and car.x > car.ahead.x - 1.0:
            car.x = car.ahead.x - 1.0
    rate = pack.look_rate * dt_s * (1.0 + 1.5 * late)
    for place, car in enumerate(running):
        if draws.uniform(words[car.slot][1]) < rate:
            look(race, place, words[car.slot][2], late)
    take_order(race)
    return seed


def find_neighbours(race: Field) -> None:
    """Who is next in line, and how many cars are alongside."""
    last: list[Car | None] = [None] * race.inputs.pack.lines
    before = None
    for car in race.running:
        car.ahead, car.behind, car.side = last[car.line], None, 0
        if car.ahead is not None:
            car.ahead.behind = car
        last[car.line] = car
        if before is not None and before.line != car.line and before.x - car.x < ALONGSIDE_CL:
            car.side += 1
            before.side += 1
            race.passes += 2  # two abreast: the loops see now the one ahead, now the other
        before = car


def take_speed(race: Field, settle: float) -> None:
    """Every car's speed moves towards what its place in the draft allows."""
    pack, before = race.inputs.pack, None
    for car in race.running:
        wanted = car.own_mph - pack.side_mph * car.side - pack.outer_mph * car.line
        if car.ahead is not None:
            wanted += fading(pack.draft_mph, car.ahead.x - car.x - 1.0, pack.draft_cl)
        elif before is not None:
            wanted += 0.4 * fading(pack.draft_mph, max(0.0, before.x - car.x - 1.0), pack.draft_cl)
        if car.behind is not None:
            wanted += fading(pack.push_mph, car.x - car.behind.x - 1.0, pack.push_cl)
        car.v_mph += (wanted - car.v_mph) * settle
        before = car


def fading(strength: float, gap_cl: float, scale_cl: float) -> float:
    """What is left of a draft over a gap."""
    share = scale_cl / (scale_cl + gap_cl)
    return strength * share * share


def push_or_lift(race: Field, car: Car, words: tuple[int, int, int, int], late: float, reach: float) -> bool:
    """A car that would run into the next one pushes or lifts; true when the push turns the other round."""
    pack, ahead = race.inputs.pack, car.ahead
    if ahead is None or car.v_mph <= ahead.v_mph or car.x + car.v_mph * reach < ahead.x + ahead.v_mph * reach - 1.0:
        car.heat = max(0.0, car.heat - 2.0 / pack.segments)
        return False
    trust = trust_in(race, car, ahead)
    wish = pack.push_base + pack.push_trust * trust
    wish += pack.push_late * late * (1.0 if trust >= PARTNER else -0.2) - pack.heat * car.heat
    if draws.logit_of(words[0]) >= wish or (race.lap, car.slot) in race.without:
        car.v_mph = ahead.v_mph
        car.heat = max(0.0, car.heat - 2.0 / pack.segments)
        return False
    closing = car.v_mph - ahead.v_mph
    handed = pack.push_share * closing
    ahead.v_mph += handed
    car.v_mph -= handed
    car.heat += 1.0 / pack.segments
    race.pushes += 1
    ahead.pushed += 1
    race.trust[ahead.slot][car.slot] += race.inputs.trust.received
    race.favours[ahead.slot][car.slot] += 1
    if race.favours[car.slot][ahead.slot] > 0:
        race.favours[car.slot][ahead.slot] -= 1
        if ordered(race, car) == RETURN_FAVOUR:
            race.tell("favour", car, ahead)
    race.tell("push", car, ahead, closing)
    if race.attempts > 0:
        late *= pack.again
    hazard = pack.push_hazard * (1.0 - pack.care * min(1.0, max(0.0, trust))) * (1.0 + pack.late_hazard * late)
    return draws.uniform(words[3]) < hazard * closing * (1.0 + ahead.side)


def ordered(race: Field, car: Car) -> int:
    """The order that holds for this driver now, 0 for none."""
    orders = race.inputs.trust
    order, lap = int(orders.order[car.slot]), int(orders.order_lap[car.slot])
    if order == 0 or race.lap < lap:
        return 0
    flag = int(orders.order_flag[car.slot])
    if flag == FLAG_GREEN and race.restart_lap < lap:
        return 0
    if flag == FLAG_YELLOW and race.yellow_lap < lap:
        return 0
    if flag == FLAG_WHITE and race.lap < race.end:
        return 0
    return order


def trust_in(race: Field, car: Car, other: Car) -> float:
    """How far this driver works with the other now; an order to push, or a favour to return, counts two teammates."""
    trust = race.trust[car.slot][other.slot]
    order = ordered(race, car)
    if order == PUSH or (order == RETURN_FAVOUR and race.favours[car.slot][other.slot] > 0):
        whom = int(race.inputs.trust.order_whom[car.slot])
        if whom in (-1, other.slot):
            trust += 2.0
    return trust


def look(race: Field, place: int, word: int, late: float) -> None:
    """A look at the lane beside: go when it promises more than it risks and breaks."""
    pack, car = race.inputs.pack, race.running[place]
    order = ordered(race, car)
    if order == STAY:
        return
    target = car.line + 1 if (word >> 16) & 1 else car.line - 1
    if target < 0 or target >= pack.lines:
        target = 2 * car.line - target
    above, below = beside(race, place, target)
    if (above is not None and above.x - car.x < ROOM_CL) or (below is not None and car.x - below.x < ROOM_CL):
        return
    gain = pack.outer_mph * (car.line - target) + pack.mood_mph * draws.logit_of(word)
    if above is not None:
        gain += fading(pack.draft_mph, above.x - car.x - 1.0, pack.draft_cl)
    if car.ahead is not None:
        gain -= fading(pack.draft_mph, max(0.0, car.ahead.x - car.x - 1.0), pack.draft_cl)
    if below is not None and car.x - below.x < WAITING_CL:
        gain += pack.help_mph * (0.4 + trust_in(race, below, car))
    else:
        gain -= 0.5 * pack.help_mph
    pusher = car.behind if car.behind is not None and car.x - car.behind.x < TUCKED_CL else None
    if pusher is not None:
        gain += 2.0 * pack.help_mph * pack.follow * trust_in(race, pusher, car)
    leaves = car.ahead is not None and car.ahead.x - car.x < PARTNER_CL
    if order == TAKE_LEAD:
        gain += pack.help_mph
    else:
        gain -= pack.risk_mph * (1.0 - late)
        if leaves and car.ahead is not None:
            gain += pack.dare_mph * late - pack.loyal_mph * trust_in(race, car, car.ahead) * (1.0 - 0.6 * late)
    if gain > 0.0:
        pull_out(race, car, pusher, target, word)


def beside(race: Field, place: int, target: int) -> tuple[Car | None, Car | None]:
    """The nearest car ahead and behind in another lane, as far as eight places away."""
    running = race.running
    above = next((c for c in running[max(0, place - 8) : place][::-1] if c.line == target), None)
    below = next((c for c in running[place + 1 : place + 9] if c.line == target), None)
    return above, below


def pull_out(race: Field, car: Car, pusher: Car | None, target: int, word: int) -> None:
    """The car takes the other lane; its pusher comes along or leaves it hanging."""
    pack = race.inputs.pack
    race.tell("pull-out", car, car.ahead)
    car.line = target
    if pusher is None:
        return
    if (word & 0xFFFF) < pack.follow * (0.15 + trust_in(race, pusher, car)) * 65536.0:
        pusher.line = target
        race.tell("follow", pusher, car)
    else:
        race.trust[car.slot][pusher.slot] -= race.inputs.trust.hanging
        race.betrayals += 1
        race.tell("hanging", car, pusher)


def take_order(race: Field) -> None:
    """The running order anew, by distance; every place gained is a pass."""
    running = race.running
    for i in range(1, len(running)):
        car = running[i]
        j = i
        while j > 0 and running[j - 1].x < car.x:
            running[j] = running[j - 1]
            j -= 1
            race.passes += 1
        running[j] = car


def forget(race: Field) -> None:
    """What moved between drivers today fades from lap to lap."""
    moved = race.inputs.trust
    if moved.received == 0.0 and moved.hanging == 0.0:
        return
    for car in race.running:
        source = moved.relief if car.relieved else moved.trust
        row = race.trust[car.slot]
        for other in range(len(row)):
            first = float(source[car.slot, other])
            row[other] = first + moved.memory * (row[other] - first)


def pack_wreck(race: Field, seed: Car) -> None:
    """The car that is turned takes along those close behind it."""
    pack = race.inputs.pack
    victims = [seed]
    for car in race.running[race.running.index(seed) + 1 :]:
        gap = seed.x - car.x
        if gap > 4.0 * pack.wreck_cl:
            break
        _, _, _, w3 = race.draw(draws.VICTIM, car)
        if draws.uniform(w3) < fading(pack.join, gap, pack.wreck_cl):
            victims.append(car)
    wreck(race, victims, len(victims) == 1)
