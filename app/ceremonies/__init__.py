"""Certificates handed over together: a day, a list of decided cases, and five steps (docs/adr/0040).

A case is a line of the ledger that waits for its certificate, and sits at one ceremony only. What can go wrong at the
same time meets at a lock: everything about a list holds the ceremony's row; issuing holds its spaces, too, in the order
of their ids, so that a suspension comes before it (and stops it, by name) or after it.
"""
