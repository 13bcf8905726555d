"""Limits of the house."""

from datetime import time, timedelta

FURTHEST_AHEAD = timedelta(days=730)  # what the feeds show of the future
LONGEST = timedelta(days=366)
LONGEST_PHASE = timedelta(days=7)
TOMBSTONE_KEPT = timedelta(days=30)
SOON = timedelta(hours=48)  # calendar programs may read a feed once a day
A_DAY = timedelta(days=1)
MARKS = ("open_fire", "food", "sales", "livestream", "foreign_guests", "banners")
LAST_MINUTE = time(23, 59)  # a closing time cannot be written as 24:00
