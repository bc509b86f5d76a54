"""Letters of the judging room. Each reaches its reader once, however often its task runs."""

from .nudges import send_nudges as send_nudges
from .promotions import send_promotion as send_promotion
from .reopenings import send_reopened as send_reopened
from .seats import send_seat_declined as send_seat_declined
from .seats import send_seat_invitation as send_seat_invitation
