"""Who works with whom, and the look at the lane beside, compiled; the laws stand in ``reference_pack``.

Columns are by place, as in ``segment``.
"""

# Types here are the compiler's, inferred from the sheet and the field.
# mypy: ignore-errors

import numpy as np

from stockcar.sim import keyed
from stockcar.sim.compiled import part
from stockcar.sim.field import AHEAD_OF_ALL, BEHIND_ALL, BETRAYALS, END, LAP, RESTART_LAP, YELLOW_LAP
from stockcar.sim.inputs import FLAG_GREEN, FLAG_WHITE, FLAG_YELLOW, PUSH, RETURN_FAVOUR, STAY, TAKE_LEAD
from stockcar.sim.reference_pack import PARTNER_CL, ROOM_CL, TUCKED_CL, WAITING_CL

# The lowest and the highest bit of a byte; 8 and -1 where there is none.
_LOWEST = np.array([next((bit for bit in range(8) if byte >> bit & 1), 8) for byte in range(256)])
_HIGHEST = np.array([byte.bit_length() - 1 for byte in range(256)])
_EIGHT, _BYTE, _TOP, _LAST = np.uint64(8), np.uint64(255), np.uint64(56), np.uint64(63)


@part
def fading(strength, gap_cl, scale_cl):
    """What is left of a draft over a gap."""
    share = 1.0 + gap_cl / scale_cl
    return strength / (share * share)


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
        if whom == -1 or whom == np.int64(other):
            trust += 2.0
    return trust


@part
def look(f, inputs, place, late):
    """A look at the lane beside: go when it promises more than it risks and breaks."""
    pack, orders, at = inputs.pack, inputs.trust, f.at
    car, ahead, x, word = at.slot[place], at.ahead[place], at.x[place], at.p2[place]
    order = ordered(f, orders, car)
    if order == STAY:
        return
    target = at.line[place] + 1 if (word >> keyed.S16) & keyed.ONE else at.line[place] - 1
    if target < 0 or target >= pack.lines:
        target = 2 * at.line[place] - target
    above, below = beside(at.mask[target], place)
    if (at.x[above] - x < ROOM_CL) | (x - at.x[below] < ROOM_CL):
        return
    gain = pack.outer_mph * (at.line[place] - target) + pack.mood_mph * keyed.logit_of(word)
    gain += fading(pack.draft_mph, at.x[above] - x - 1.0, pack.draft_cl)
    gain -= fading(pack.draft_mph, max(0.0, at.x[ahead] - x - 1.0), pack.draft_cl)
    waiting = pack.help_mph * (0.4 + trust_in(f, orders, at.slot[below], car))
    gain += waiting if x - at.x[below] < WAITING_CL else -0.5 * pack.help_mph
    pusher = at.behind[place]
    tucked = x - at.x[pusher] < TUCKED_CL
    helped = 2.0 * pack.help_mph * pack.follow * trust_in(f, orders, at.slot[pusher], car)
    gain += helped if tucked else 0.0
    if order == TAKE_LEAD:
        gain += pack.help_mph
    else:
        gain -= pack.risk_mph * (1.0 - late)
        loyal = pack.loyal_mph * trust_in(f, orders, car, at.slot[ahead]) * (1.0 - 0.6 * late)
        gain += pack.dare_mph * late - loyal if at.x[ahead] - x < PARTNER_CL else 0.0
    if gain > 0.0:
        change_lane(at, place, target)
        if tucked:
            leave(f, inputs, place, np.int64(pusher), target)


@part
def beside(mask, place):
    """The places of the nearest car ahead and behind in that lane, as far as eight places away."""
    p = np.uint64(place)
    nearer = _HIGHEST[((mask << (_LAST - p)) << keyed.ONE) >> _TOP]
    farther = _LOWEST[((mask >> p) >> keyed.ONE) & _BYTE]
    above = place - 8 + nearer if nearer >= 0 else AHEAD_OF_ALL
    below = place + 1 + farther if farther < 8 else BEHIND_ALL
    return above, below


@part
def change_lane(at, place, target):
    """From one lane to the other."""
    bit = keyed.ONE << np.uint64(place)
    at.mask[at.line[place]] &= ~bit
    at.mask[target] |= bit
    at.line[place] = target


@part
def leave(f, inputs, place, pusher, target):
    """The car has pulled out; its pusher comes along or leaves it hanging."""
    at = f.at
    car, other = at.slot[place], at.slot[pusher]
    comes = inputs.pack.follow * (0.15 + trust_in(f, inputs.trust, other, car)) * 65536.0
    if (at.p2[place] & keyed.HALF_MASK) < comes:
        change_lane(at, pusher, target)
    else:
        f.trust[car, other] -= inputs.trust.hanging
        f.tally[BETRAYALS] += 1
