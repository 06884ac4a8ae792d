"""Days around the day of the world."""

from datetime import timedelta


def day(offset, world):
    return world.today + timedelta(days=offset)
