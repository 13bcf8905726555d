from collections import Counter
from itertools import groupby

from flask import Blueprint, current_app
from werkzeug.wrappers import Response

from app.accounts.rules import is_administrator, is_centre_staff, is_coordinator
from app.core import clock
from app.desk import rules, tasks, words
from app.desk.guide.facts import left as steps_left
from app.desk.rules import Act, Kind, When
from app.desk.since import since_last_working_day
from app.desk.tasks.look import OWNERLESS
from app.desk.views.asked import ME, NOBODY, address, seen
from app.mail import queries as mail
from app.web.guard import actor, guard
from app.web.pages import page
from app.web.paging import paged

TASKS_ON_A_PAGE = 40
blueprint = Blueprint("desk", __name__, url_prefix="/desk")


@blueprint.get("")
@guard(is_centre_staff)
def home() -> Response:
    now, zone = clock.now(), clock.HOUSE_ZONE
    found = seen(now)
    part = paged(found.shown, TASKS_ON_A_PAGE)
    told = since_last_working_day(found.look)
    whole, known = tasks.loaded(part.items, actor(), told.cases)
    base = found.put_off if found.asked.get("put") else found.all
    kinds = Counter(task.kind for task in base)
    dues = Counter(rules.when_due(task, now, zone) for task in base)
    pressing = sum(task.is_pressing(now) for task in base)
    return page(
        "desk/home.html",
        name=rules.given_name(actor().name),
        tasks=part,
        groups=[(when, list(those)) for when, those in groupby(whole, lambda task: rules.when_due(task, now, zone))],
        total=len(found.all),
        late=sum(task.is_late(now) for task in found.all),
        counts=[
            *((kind, kinds[kind]) for kind in Kind if kinds[kind]),
            *([("pressing", pressing)] if pressing else ()),
        ],
        due_counts=[(when, dues[when]) for when in When if dues[when]],
        steps=sorted({task.step for task in base}, key=list(rules.Step).index),
        put_off=len(found.put_off),
        asked=found.asked,
        address=address,
        people=found.people,
        me=actor(),
        who_me=ME,
        who_nobody=NOBODY,
        filters=found.look.filters,
        acts=[act for act in Act if act not in (Act.BACK, Act.SHOW) and any(rules.fits(act, one) for one in whole)],
        standing_in=found.look.standing_in,
        since=told.day,
        changes=told.known(known),
        plan=tasks.plan_of(clock.today(), found.look),
        ownerless=found.look.of(OWNERLESS),
        today=clock.today(),
        now=now,
        zone=zone,
        words=words,
        decides=is_coordinator(actor()),
        letters=mail.counts() if is_administrator(actor()) else {},
        setup_left=steps_left() if is_administrator(actor()) else 0,
        no_mailbox=is_administrator(actor()) and not current_app.config["SETTINGS"].imap_host,
    )
