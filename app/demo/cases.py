"""Calls, applications in every state, and what became of the memberships."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import time
from decimal import Decimal
from typing import Any

from app.accounts.models import User
from app.applications import rules as application_rules
from app.applications import service as applications
from app.applications.models import Application, Call, Consequence
from app.applications.queries import answers_of, open_supplement
from app.applications.service import write_message
from app.core import clock
from app.core.text import Bilingual
from app.core.timespan import at
from app.criteria.definition import CriteriaDefinition, Criterion
from app.criteria.queries import current_set, definition_of
from app.criteria.readiness import Marks, steps
from app.criteria.rules import counted_criteria
from app.demo.answers import text_for
from app.demo.story import Story
from app.evaluations import queries, service
from app.evaluations.models import BulkAct, Outcome, Review, ReviewStatus
from app.evaluations.rules import Terms
from app.files.service import PreparedFile
from app.memberships import service as memberships
from app.memberships.models import Ground, MembershipEvent
from app.settings.queries import value
from app.spaces.models import Space
from app.spaces.queries import listed_spaces
from app.spaces.service import rename_space
from app.workdays.queries import days_from

# Up and down by criterion, so that no two groups of a sheet look alike.
UNEVEN = (Decimal("0"), Decimal("0.06"), Decimal("-0.05"), Decimal("0.03"), Decimal("-0.04"))
CONSENT = applications.Reply(seen=application_rules.seen_now(None), declared=True)
REPRESENTATIVE = "A4"
PAIRS = (("mai", "son"), ("son", "ngan"), ("mai", "ngan"))
SHARES = (("0.9", "0.86"), ("0.84", "0.8"), ("0.74", "0.78"), ("0.88", "0.85"), ("0.72", "0.7"), ("0.81", "0.86"))
COMMENTS = (
    ("Hoạt động đều, có cộng đồng rõ ràng quanh không gian.", "Hồ sơ trung thực, kế hoạch năm vừa sức."),
    ("Việc làm nhỏ nhưng bền; người trong phường coi đây là của mình.", "Nên ghi lại lịch hoạt động kỹ hơn."),
    ("Cách làm mới, chưa thấy ở nơi khác.", "Lối vào cho xe lăn còn khó; nhóm đã có kế hoạch sửa."),
    ("Gắn với nghề và trả công nghệ nhân sòng phẳng.", "Nguồn thu còn phụ thuộc vào một đối tác."),
    ("Chương trình cho trường học chuẩn bị rất kỹ.", "Ban điều hành có người trẻ, phân việc rõ."),
)

OPINION = (
    "Cách nhóm ghi chép và mở cửa cho người học là đúng tinh thần làng nghề. "
    "Nên có thêm một người dẫn để việc không dồn vào một người."
)
Change = Callable[..., MembershipEvent]


@dataclass
class Cast:
    """Everybody and every space of the demo, by key; owners by the key of their space."""

    people: dict[str, User]
    spaces: dict[str, Space]
    owners: dict[str, User]


class Cases:
    """A case is named `<space>/<call>`."""

    def __init__(self, story: Story, cast: Cast, paper: PreparedFile, picture: PreparedFile) -> None:
        self.story, self.cast, self.paper, self.picture = story, cast, paper, picture
        self.calls: dict[str, Call] = {}
        self.applications: dict[str, Application] = {}
        self._admitted = 0
        self._numbered = 0

    def call(self, key: str, title_vi: str, title_en: str, opens: int, closes: int | None, planned: int) -> None:
        def act() -> None:
            published = current_set()
            if published is None:
                raise RuntimeError("no criteria set is published: run `flask seed` first")
            self.calls[key] = applications.open_call(
                title_vi=title_vi,
                title_en=title_en,
                opens_on=self.story.day(opens),
                closes_on=None if closes is None else self.story.day(closes),
                decision_planned_on=self.story.day(planned),
                criteria_set=published,
                actor=self.cast.people["tuan"],
            )

        self.story.on(opens, "08:00", act)

    def started(self, case: str, day: int, *, answered: int | None = None) -> None:
        """`answered` leaves a draft with that many answers."""

        def act() -> None:
            space, _, call = case.partition("/")
            actor = self._owner(case)
            application = applications.start_application(self.cast.spaces[space], self.calls[call], actor=actor)
            self.applications[case] = application
            self._answer(application, actor, answered)

        self.story.on(day, "20:10", act)

    def _answer(self, application: Application, actor: User, answered: int | None) -> None:
        known = answers_of(application)
        pages = application_rules.sections(definition_of(application.criteria_set), application.space.kinds)
        items = [item for page in pages for item in page.items][:answered]
        replies = {
            item.code: applications.Reply(
                seen=application_rules.seen_now(known.get(item.code)),
                text="" if application_rules.is_consent(item) else text_for(item.code, application.space),
                declared=application_rules.is_consent(item),
                uploads=(self.paper,) if item.code == REPRESENTATIVE else (),
            )
            for item in items
        }
        applications.save_replies(application, replies, actor=actor)

    def _owner(self, case: str) -> User:
        return self.cast.owners[case.partition("/")[0]]

    def on_paper(self, place: int, day: int, *, answered: int | None = None) -> None:
        """A dossier of a space of the survey that nobody acts for here, typed in by the Centre; sent once all of it is."""

        def act() -> None:
            tuan, space = self.cast.people["tuan"], listed_spaces()[place]
            space.fields = space.fields or ["crafts"]  # the survey did not ask, the dossier says
            application = applications.start_on_paper(space, self.calls["rolling"], actor=tuan)
            self._answer(application, tuan, answered)
            if answered is None:
                signed = self.story.day(day - 3)
                applications.submit_on_paper(application, signed_on=signed, scan=self.paper, actor=tuan)

        self.story.on(day, "14:10", act)

    def submitted(self, case: str, day: int) -> None:
        self.story.on(
            day,
            "21:40",
            lambda: applications.submit_application(self.applications[case], actor=self._owner(case)),
        )

    def sent(self, case: str, day: int) -> None:
        self.started(case, day)
        self.submitted(case, day + 4)

    def renewal_sent(self, case: str, day: int) -> None:
        """What the last application said still holds; the consent is given again."""

        def act() -> None:
            actor = self._owner(case)
            application = applications.start_renewal(self.cast.spaces[case.partition("/")[0]], actor=actor)
            self.applications[case] = application
            asked = definition_of(application.criteria_set).items
            consents = {one.code: CONSENT for one in asked if application_rules.is_consent(one)}
            applications.save_replies(application, consents, actor=actor)
            holds = {one.item.code for one in applications.carried_to_confirm(application)}
            applications.confirm_answers(application, holds, actor=actor)

        self.story.on(day, "20:10", act)
        self.submitted(case, day + 4)

    def self_checked(self, case: str, day: int, share: str) -> None:
        """Every gate met but the one that lets associates in; every criterion at the step below that share of its maximum."""

        def act() -> None:
            application = self.applications[case]
            definition = definition_of(application.criteria_set)
            most = Decimal(share)
            points = {
                one.code: max(step.points for step in steps(one) if step.points <= one.max * most)
                for one in definition.criteria
            }
            marks = Marks({gate.code: gate.on_fail is None for gate in definition.gates}, points)
            applications.save_self_check(application, marks, actor=self._owner(case))

        self.story.on(day, "20:40", act)

    def withdrawn(self, case: str, day: int) -> None:
        self.story.on(
            day,
            "10:20",
            lambda: applications.withdraw_application(self.applications[case], actor=self._owner(case)),
        )

    def returned(self, case: str, day: int, asked: Mapping[str, str]) -> None:
        """For ten working days, by code and in one sentence each; 25 days later that is over in any year."""

        def act() -> None:
            service.ask_supplement(
                self.applications[case],
                asked,
                due_on=days_from(clock.today(), value("case.supplement_days")),
                consequence=Consequence.AS_IS,
                actor=self.cast.people["thu"],
            )

        self.story.on(day, "15:05", act)

    def supplemented(self, case: str, day: int, texts: Mapping[str, str]) -> None:
        def act() -> None:
            application, owner = self.applications[case], self._owner(case)
            known = answers_of(application)
            replies = {
                code: applications.Reply(seen=application_rules.seen_now(known.get(code)), text=text)
                for code, text in texts.items()
            }
            applications.save_replies(application, replies, actor=owner)
            supplement = open_supplement(application)
            if supplement is None:
                raise RuntimeError("nothing was asked")
            applications.answer_supplement(supplement, {}, actor=owner)

        self.story.on(day, "21:40", act)

    def no_longer_asked(self, case: str, day: int) -> None:
        self._supplement_ended(case, day, service.withdraw_supplement)

    def lapsed(self, case: str, day: int) -> None:
        """Nothing came; the Centre goes on with what is there."""
        self._supplement_ended(case, day, service.lapse_supplement)

    def _supplement_ended(self, case: str, day: int, end: Callable[..., None]) -> None:
        def act() -> None:
            supplement = open_supplement(self.applications[case])
            if supplement is None:
                raise RuntimeError("nothing was asked")
            end(supplement, actor=self.cast.people["thu"])

        self.story.on(day, "08:50", act)

    def assigned(self, case: str, day: int, *reviewers: str) -> None:
        def act() -> None:
            for key in reviewers:
                service.assign_reviewer(
                    self.applications[case], self.cast.people[key], actor=self.cast.people["tuan"]
                )

        self.story.on(day, "09:15", act)

    def recused(self, case: str, reviewer: str, day: int, reason: str) -> None:
        self._turned_down(case, reviewer, day, service.recuse, reason)

    def declined(self, case: str, reviewer: str, day: int, reason: str) -> None:
        self._turned_down(case, reviewer, day, service.decline_review, reason)

    def abstained(self, case: str, reviewer: str, day: int, reason: str) -> None:
        self._turned_down(case, reviewer, day, service.abstain, reason)

    def passed_on(self, case: str, reviewer: str, day: int) -> None:
        """To the deputy that `_council` names."""
        self._turned_down(case, reviewer, day, service.pass_on)

    def third_declined(self, case: str, day: int, reason: str) -> None:
        """By whomever the house asks by itself, until it knows of nobody else: the Centre has to find somebody."""

        def act() -> None:
            while waiting := [one for one in queries.reviews_of(self.applications[case]) if _is_open(one)]:
                for review in waiting:
                    service.decline_review(review, reason, actor=review.reviewer)

        self.story.on(day, "12:40", act)

    def _turned_down(self, case: str, reviewer: str, day: int, turn_down: Callable[..., object], *why: str) -> None:
        def act() -> None:
            person = self.cast.people[reviewer]
            turn_down(_review_by(self.applications[case], person), *why, actor=person)

        self.story.on(day, "12:40", act)

    def scored(
        self, case: str, reviewer: str, day: int, share: str, comment: str, *, unmet: tuple[str, ...] = ()
    ) -> None:
        """Every criterion at about `share` of its maximum."""

        def act() -> None:
            application, person = self.applications[case], self.cast.people[reviewer]
            review = _review_by(application, person)
            definition = definition_of(application.criteria_set)
            counted = counted_criteria(definition, application.kinds)
            points = {one.code: _points(one, Decimal(share), place) for place, one in enumerate(counted)}
            service.save_scores(review, _gates(definition, unmet), points, comment, actor=person)
            service.submit_review(review, actor=person)

        self.story.on(day, "22:30", act)

    def asked(self, case: str, day: int, name: str, email: str, question: str, *, given: int | None = None) -> None:
        """An outside person's opinion; `given` is the day on which it comes."""

        def ask() -> None:
            service.ask_opinion(
                self.applications[case],
                name=name,
                email=email,
                question=question,
                shown_files=[one.public_id for one in queries.files_of(self.applications[case])],
                due_on=self.story.day(day + 10),
                language="vi",
                actor=self.cast.people["tuan"],
            )

        def give() -> None:
            (opinion,) = queries.opinions_of(self.applications[case])
            service.give_opinion(opinion, text=OPINION, no_conflict=True, file=self.paper)

        self.story.on(day, "10:30", ask)
        if given is not None:
            self.story.on(given, "21:15", give)

    def expert_tied(self, case: str, day: int, note: str) -> None:
        def act() -> None:
            (opinion,) = queries.opinions_of(self.applications[case])
            service.declare_conflict(opinion, note=note)

        self.story.on(day, "20:30", act)

    def asking_taken_back(self, case: str, day: int) -> None:
        def act() -> None:
            (opinion,) = queries.opinions_of(self.applications[case])
            service.revoke_opinion(opinion, actor=self.cast.people["tuan"])

        self.story.on(day, "10:45", act)

    def proposed(self, case: str, day: int, outcome: Outcome, reasons: str) -> None:
        self.story.on(
            day,
            "14:00",
            lambda: service.propose_decision(
                self.applications[case], outcome, reasons, actor=self.cast.people["tuan"]
            ),
        )

    def conditional(self, case: str, day: int, reasons: str, *terms: tuple[str, str | None, int]) -> None:
        """Each condition: its words, what it belongs to, and the day by which it is to be met."""

        def act() -> None:
            service.propose_decision(
                self.applications[case],
                Outcome.CONDITIONAL,
                reasons,
                conditions=[Terms(text, self.story.day(due), code) for text, code, due in terms],
                actor=self.cast.people["tuan"],
            )

        self.story.on(day, "14:00", act)

    def condition_answered(self, case: str, day: int, text: str) -> None:
        """The one due first."""

        def act() -> None:
            decision = queries.decision_in_force(self.applications[case])
            if decision is not None:
                first = queries.conditions_of(decision)[0]
                service.answer_condition(first, text, None, actor=self._owner(case))

        self.story.on(day, "18:20", act)

    def staged(self, case: str, day: int) -> None:
        def act() -> None:
            decision = queries.decisions_of(self.applications[case])[0]
            service.sign_decision(decision, actor=self.cast.people["dung"], staged=True)

        self.story.on(day, "16:40", act)

    def appealed(self, case: str, day: int, text: str, *files: PreparedFile) -> None:
        def act() -> None:
            decision = queries.decision_in_force(self.applications[case])
            if decision is not None:
                service.file_appeal(decision, text, files, actor=self._owner(case))

        self.story.on(day, "19:00", act)

    def appeal_granted(self, case: str, day: int, reasons: str) -> None:
        """Answered by one and signed by another three days later, neither of whom had decided."""

        def answer() -> None:
            appeal = queries.appeals_of(self.applications[case])[0]
            service.answer_appeal(appeal, granting=True, reasons=reasons, actor=self.cast.people["thu"])

        def sign() -> None:
            appeal = queries.appeals_of(self.applications[case])[0]
            service.sign_appeal(appeal, actor=self.cast.people["bao"])

        self.story.on(day, "15:30", answer)
        self.story.on(day + 3, "09:40", sign)

    def sent_back(self, case: str, day: int, note: str) -> None:
        def act() -> None:
            decision = queries.decisions_of(self.applications[case])[0]
            service.return_decision(decision, actor=self.cast.people["dung"], note=note)

        self.story.on(day, "17:10", act)

    def signed(self, case: str, day: int) -> None:
        def act() -> None:
            decision = queries.decisions_of(self.applications[case])[0]
            service.sign_decision(decision, actor=self.cast.people["dung"], decision_number=self._next_number())

        self.story.on(day, "16:30", act)

    def _next_number(self) -> str:
        self._numbered += 1
        return f"{self._numbered:02}/QĐ-TTĐP (minh họa)"

    def admitted(self, case: str, day: int) -> None:
        """The whole way without a hitch, starting on `day` and signed four weeks later."""
        turn, self._admitted = self._admitted, self._admitted + 1
        reviewers = PAIRS[turn % len(PAIRS)]
        self.sent(case, day)
        self.assigned(case, day + 7, *reviewers)
        for place, (who, share, comment) in enumerate(
            zip(reviewers, SHARES[turn % len(SHARES)], COMMENTS[turn % len(COMMENTS)], strict=True)
        ):
            self.scored(case, who, day + 15 + 2 * place, share, comment)
        self.proposed(case, day + 24, Outcome.APPROVE, "Đủ sáu điều kiện, tổng điểm đạt mức công nhận.")
        self.signed(case, day + 28)

    def visited(self, case: str, day: int, on: int, *, made: bool = True) -> None:
        """Planned on `day` for the morning of `on`."""

        def plan() -> None:
            service.plan_visit(
                self.applications[case],
                starts_at=at(self.story.day(on), time(9, 30), clock.HOUSE_ZONE),
                visitors="Trần Anh Tuấn, Lê Minh Thu",
                note="Chúng tôi xin xem xưởng và lối vào, khoảng một giờ.",
                checklist=[REPRESENTATIVE, "B2.1"],
                actor=self.cast.people["tuan"],
            )

        def finish() -> None:
            visit = queries.visits_of(self.applications[case])[0]
            service.add_visit_photo(
                visit, self.picture, caption="Lối vào chính nhìn từ phố", actor=self.cast.people["tuan"]
            )
            service.finish_visit(
                visit,
                visitors=visit.visitors,
                findings={REPRESENTATIVE: "Gặp người đại diện tại chỗ.", "B2.1": "Lối vào rộng, có dốc cho xe lăn."},
                summary="Không gian đúng như hồ sơ mô tả, đang có lớp học.",
                actor=self.cast.people["tuan"],
            )

        self.story.on(day, "16:45", plan)
        if made:
            self.story.on(on, "11:40", finish)

    def visit_cancelled(self, case: str, day: int, reason: str) -> None:
        def act() -> None:
            visit = queries.visits_of(self.applications[case])[0]
            service.cancel_visit(visit, reason=reason, actor=self.cast.people["tuan"])

        self.story.on(day, "08:20", act)

    def said(self, case: str, day: int, who: str | None, body: str) -> None:
        """A message of the Centre's `who`, or of the space."""

        def act() -> None:
            actor = self.cast.people[who] if who else self._owner(case)
            write_message(self.applications[case], body, actor=actor, from_centre=who is not None)

        self.story.on(day, "15:20" if who else "09:40", act)

    def handed_over(self, day: int, who: str, to: str, *cases: str) -> None:
        def act() -> None:
            told = {"to": self.cast.people[to].public_id}
            chosen = [self.applications[case] for case in cases]
            service.plan_bulk(chosen, BulkAct.HAND_OVER, told, actor=self.cast.people[who])

        self.story.on(day, "16:05", act)

    def changed(self, change: Change, space: str, day: int, reason: str, **more: Any) -> None:
        """A suspension, a revocation and so on, signed and in force on `day`; heard the week before, if at all."""
        if "hearing_note" in more:
            more["hearing_on"] = self.story.day(day - 7)
        self.story.on(
            day,
            "11:00",
            lambda: change(
                self.cast.spaces[space],
                actor=self.cast.people["dung"],
                reason=reason,
                effective_on=self.story.day(day),
                decision_number=self._next_number(),
                decision_on=self.story.day(day),
                **more,
            ),
        )

    def renamed(self, space: str, day: int, name: Bilingual, reason: str) -> None:
        self.story.on(
            day,
            "11:20",
            lambda: memberships.rename(
                self.cast.spaces[space],
                name_vi=name.vi,
                name_en=name.en,
                actor=self.cast.people["dung"],
                reason=reason,
                decision_number=self._next_number(),
                decision_on=self.story.day(day),
            ),
        )

    def name_asked(self, space: str, day: int, name: Bilingual, reason: str) -> None:
        """The owner has put another name on the profile and asks for a certificate that says so."""

        def act() -> None:
            owner, one = self.cast.owners[space], self.cast.spaces[space]
            rename_space(one, name_vi=name.vi, name_en=name.en, actor=owner)
            memberships.ask_for_name(one, reason=reason, actor=owner)

        self.story.on(day, "15:10", act)

    def merged(self, space: str, into: str, day: int, reason: str) -> None:
        def merge(one: Space, **ruling: Any) -> MembershipEvent:
            return memberships.merge(one, self.cast.spaces[into], **ruling)

        self.changed(merge, space, day, reason)


def write_cases(cases: Cases) -> None:
    _council(cases)
    _calls(cases)
    _members(cases)
    _associates(cases)
    _changes(cases)
    _on_their_way(cases)


def _council(cases: Cases) -> None:
    """What the reviewers say of themselves; nobody is away on the day one looks."""
    told = {"mai": (["crafts", "design"], "ngan"), "son": (["performing_arts", "visual_arts"], "ngan"),
            "ngan": (["crafts", "publishing"], "mai")}  # fmt: skip

    def act() -> None:
        people = cases.cast.people
        for who, (fields, deputy) in told.items():
            service.keep_profile(people[who], fields=fields, deputy=people[deputy])

    cases.story.on(-845, "09:00", act)


def _calls(cases: Cases) -> None:
    cases.call("first", "Đợt công bố đầu tiên (minh họa)", "The first call (sample)", -840, -790, -760)
    cases.call("second", "Đợt bổ sung (minh họa)", "Additional call (sample)", -770, -700, -680)
    cases.call("spring", "Đợt 1 (minh họa)", "Call 1 (sample)", -330, -270, -245)
    cases.call("summer", "Đợt 2 (minh họa)", "Call 2 (sample)", -200, -140, -120)
    cases.call("autumn", "Đợt 3 (minh họa)", "Call 3 (sample)", -80, -30, -1)
    cases.call("rolling", "Đăng ký thường xuyên (minh họa)", "Rolling call (sample)", -60, None, 14)


# Who was admitted in which call, one a day from the day given.
ADMITTED = (
    ("first", -836, ("roi-ao-lang", "thoi-moi", "gac-khung", "da-ong")),
    ("second", -742, ("ben-chu",)),
    ("second", -731, ("chan-tran",)),
    ("spring", -328, ("xuong-in", "san-dinh", "lo-gom", "xuong-mu", "hai-gian", "phong-toi", "lop-bay", "ba-bac")),
    ("spring", -320, ("ghe-go", "bac-them", "tram-nuoc", "mai-ton", "thoi-moi", "da-ong")),
    ("summer", -198, ("nan-vot", "dam-bao", "goc-bang", "o-vuong", "pho-nghe", "hai-dang", "gio-lua", "van-go")),
    ("summer", -190, ("day-to",)),
    ("autumn", -79, ("kho-muoi", "duong-kim")),
)


def _members(cases: Cases) -> None:
    for call, first, spaces in ADMITTED:
        for place, space in enumerate(spaces):
            cases.admitted(f"{space}/{call}", first + place)


def _associates(cases: Cases) -> None:
    for case, day, comment in (
        ("che-tao/spring", -312, "Xưởng mới mở được bảy tháng."),
        ("bien-ve/autumn", -77, "Nhóm mới làm việc được tám tháng, việc làm rất đáng quý."),
    ):
        cases.sent(case, day)
        cases.assigned(case, day + 7, "mai", "son")
        cases.scored(case, "mai", day + 16, "0.74", comment, unmet=("A3",))
        cases.scored(case, "son", day + 18, "0.7", comment, unmet=("A3",))
        cases.proposed(
            case, day + 26, Outcome.ASSOCIATE,
            "Hoạt động chưa đủ 12 tháng liên tục nên công nhận liên kết. Mời nộp lại khi đủ thời gian.",
        )  # fmt: skip
        cases.signed(case, day + 30)


def _changes(cases: Cases) -> None:
    cases.changed(
        memberships.suspend, "ghe-go", -275, "Lối thoát hiểm bị chắn trong thời gian sửa nhà.",
        ground=Ground.CRITERIA, hearing_note="Nhóm nhận lỗi, hẹn dọn lối thoát hiểm trong một tháng.",
    )  # fmt: skip
    cases.changed(memberships.reinstate, "ghe-go", -240, "Đã mở lại lối thoát hiểm và được kiểm tra.")
    cases.changed(
        memberships.revoke, "gac-khung", -200, "Ngừng hoạt động quá sáu tháng và không báo cáo năm.",
        ground=Ground.INACTIVE, hearing_note="Nhóm cho biết đã trả mặt bằng, chưa tìm được chỗ mới.",
    )  # fmt: skip
    cases.changed(
        memberships.end, "mai-ton", -70, "Không gian đóng cửa vì chủ nhà chuyển đi; tự xin thôi thành viên.",
        ground=Ground.OWN_WISH,
    )  # fmt: skip
    cases.changed(
        memberships.suspend, "phong-toi", -20,
        "Đang sửa hệ thống thoát khí của phòng tráng phim; tạm dừng để bảo đảm an toàn.",
        ground=Ground.CRITERIA, hearing_note="Nhóm đồng ý tạm dừng, dự kiến sửa xong trong hai tháng.",
    )  # fmt: skip

    cases.renamed(
        "nan-vot", -45, Bilingual("Hội quán tre Nan Vót", "Split Bamboo Guild House"),
        "Nhóm đặt lại tên cho rõ nghề, theo đề nghị gửi Trung tâm.",
    )  # fmt: skip
    cases.name_asked(
        "o-vuong", -2, Bilingual("Xưởng trò chơi dân gian Ô Vuông", "Square One Folk Game Studio"),
        "Nhóm chỉ còn làm trò chơi dân gian nên đổi tên từ đầu tháng.",
    )  # fmt: skip
    cases.merged("bac-them", "gio-lua", -1, "Hai nhóm về chung một nhà và chung một ban điều hành.")


def _on_their_way(cases: Cases) -> None:
    _before_review(cases)
    _in_review(cases)
    _to_decide(cases)
    _turned_down(cases)
    _after_the_decision(cases)
    _talked_about(cases)
    cases.on_paper(1, -6, answered=7)
    cases.on_paper(2, -8)


def _talked_about(cases: Cases) -> None:
    cases.said("gac-khung/rolling", -2, None, "Ảnh khu bếp chúng tôi chụp lại cho rõ hơn, có gửi thêm được không?")
    cases.said("che-tao/autumn", -20, None, "Nhóm tôi vừa đổi số giờ mở cửa chiều thứ Bảy, có cần sửa hồ sơ không?")
    cases.said(
        "che-tao/autumn", -19, "tuan", "Không cần sửa hồ sơ. Bạn sửa giờ mở cửa ở trang của không gian là được."
    )
    cases.handed_over(-1, "tuan", "thu", "gac-khung/rolling", "chan-tran/rolling")


def _before_review(cases: Cases) -> None:
    cases.started("tang-may/rolling", -5, answered=9)
    cases.self_checked("tang-may/rolling", -5, "0.75")
    cases.sent("gac-khung/rolling", -7)
    cases.sent("tay-nghe-vang/rolling", -32)
    cases.returned(
        "tay-nghe-vang/rolling", -25,
        {
            "B2.1": "Nhờ hợp tác xã gửi thêm ảnh lối vào và nhà vệ sinh cho người dùng xe lăn.",
            "B5.1": "Cho biết hợp đồng thuê mặt bằng còn bao lâu.",
        },
    )  # fmt: skip
    case = "vat-lieu/autumn"
    cases.sent(case, -58)
    cases.assigned(case, -50, "mai", "ngan")
    cases.scored(case, "mai", -40, "0.78", "Mẫu vật liệu ghi chép rất rõ; cần biết ai chịu trách nhiệm phòng thử.")
    cases.returned(case, -30, {"A4": "Nhờ trường gửi quyết định giao người phụ trách phòng thử."})
    cases.supplemented(
        case,
        -3,
        {"A4": "Người đứng tên chịu trách nhiệm là trưởng phòng thử vật liệu, theo quyết định ở tệp đính kèm."},
    )


def _in_review(cases: Cases) -> None:
    _one_sheet_missing(cases)
    _interest_declared(cases)
    _scores_apart(cases)
    case = "chan-tran/rolling"
    cases.sent(case, -14)
    cases.assigned(case, -5, "ngan", "son")
    cases.passed_on(case, "ngan", -4)
    cases.visited(case, -3, 4, made=False)
    cases.visited("xuong-in/spring", -318, -312)
    cases.asked(
        case, -2, "Đàm Thu Hằng", "hang.dam@chuyen-gia.example",
        "Chị đọc giúp phần năng lực chuyên môn: cách làm này có gì mới so với nơi khác không?",
    )  # fmt: skip


def _one_sheet_missing(cases: Cases) -> None:
    """After the day the call had promised."""
    case = "che-tao/autumn"
    cases.sent(case, -45)
    cases.assigned(case, -36, "mai", "ngan")
    cases.declined(case, "ngan", -35, "Tháng này tôi dẫn hai lớp liền nên không kịp đọc kỹ.")
    cases.assigned(case, -34, "son")
    cases.scored(case, "mai", -18, "0.8", "Nay đã đủ thời gian hoạt động; chiều thứ Bảy mở cửa rất đông.")
    cases.visited(case, -17, -13, made=False)
    cases.visit_cancelled(case, -14, "Hôm đó trường đóng cửa để thi; ảnh trong hồ sơ đã đủ rõ.")
    cases.asked(
        case, -16, "Ninh Quốc Trí", "tri.ninh@chuyen-gia.example",
        "Anh thấy cách bố trí máy ở xưởng có an toàn cho người mới học không?",
    )  # fmt: skip
    cases.expert_tied(case, -15, "Em trai tôi là giảng viên phụ trách xưởng này.")


def _interest_declared(cases: Cases) -> None:
    replaced = "chi-theu/rolling"
    cases.sent(replaced, -35)
    cases.assigned(replaced, -24, "mai", "son")
    cases.recused(replaced, "mai", -22, "Chị gái tôi là xã viên của hợp tác xã.")
    cases.assigned(replaced, -21, "ngan")
    cases.scored(replaced, "ngan", -8, "0.83", "Cách ghi giờ thêu trên từng tấm rất đáng học.")
    cases.asked(
        replaced, -19, "Kim Thị Dịu", "diu.kim@chuyen-gia.example",
        "Bà xem giúp kỹ thuật thêu ở đây có giữ được lối cũ của làng không?",
    )  # fmt: skip
    open_place = "do-bep/rolling"
    cases.sent(open_place, -28)
    cases.assigned(open_place, -17, "mai", "ngan")
    cases.recused(open_place, "ngan", -4, "Tôi đang viết một cuốn sách cùng gia đình này.")
    cases.asked(
        open_place, -9, "Tăng Bá Lâm", "lam.tang@chuyen-gia.example",
        "Anh thấy cách ghi âm và giữ lời kể ở đây có nghe lại được lâu dài không?",
    )  # fmt: skip
    cases.asking_taken_back(open_place, -7)


def _scores_apart(cases: Cases) -> None:
    case = "kho-tu-lieu/rolling"
    cases.sent(case, -38)
    cases.assigned(case, -28, "mai", "son")
    cases.scored(case, "mai", -14, "0.82", "Nguồn tư liệu hiếm, ghi chú cẩn thận.")
    cases.scored(case, "son", -11, "0.6", "Chưa rõ ai chịu trách nhiệm khi người sáng lập vắng mặt.")
    cases.third_declined(case, -9, "Tháng này tôi đi vắng, không đọc kịp.")
    cases.asked(
        case, -9, "La Tuệ Minh", "minh.la@chuyen-gia.example",
        "Hai phiếu lệch nhau ở phần lưu giữ; theo chị, cách ghi chú và sao lưu ở đây đã đủ chưa?", given=-3,
    )  # fmt: skip


def _to_decide(cases: Cases) -> None:
    _decision_sent_back(cases)
    _renewals_to_sign(cases)
    case = "dai-ngo/autumn"
    new = "Đài phát được mười tháng, nội dung giàu và gần người nghe."
    cases.sent(case, -52)
    cases.assigned(case, -45, "mai", "son")
    cases.abstained(case, "son", -43, "Tôi chưa từng làm phát thanh nên đọc xong vẫn không đánh giá được phần nào.")
    cases.assigned(case, -42, "ngan")
    cases.scored(case, "mai", -27, "0.76", new, unmet=("A3",))
    cases.scored(case, "ngan", -25, "0.72", "Nên có người thay khi người dẫn chính vắng.", unmet=("A3",))
    cases.asked(
        case, -20, "Lưu Văn Nghị", "nghi.luu@chuyen-gia.example",
        "Anh thấy việc truyền nghề ở đây có bền không, khi nhóm còn ít người?", given=-16,
    )  # fmt: skip
    cases.visited(case, -24, -21)
    cases.proposed(case, -4, Outcome.ASSOCIATE, "Chưa đủ 12 tháng; đề nghị công nhận thành viên liên kết.")


def _decision_sent_back(cases: Cases) -> None:
    case = "bia-tay/autumn"
    cases.sent(case, -50)
    cases.returned(case, -45, {"B5.1": "Cho biết hợp đồng thuê chỗ còn bao lâu."})
    cases.no_longer_asked(case, -44)
    cases.assigned(case, -43, "mai", "son")
    cases.scored(case, "mai", -29, "0.7", "Sách làm đẹp, lượng bạn đọc còn ít nhưng trung thành.")
    cases.scored(case, "son", -26, "0.68", "Phần tài chính viết còn ngắn.")
    cases.proposed(case, -9, Outcome.APPROVE, "Đủ điều kiện, tổng điểm trên mức công nhận.")
    cases.sent_back(case, -6, "Ghi rõ hơn vì sao nhóm B5 đạt, khi phần tài chính chỉ có hai dòng.")


def _renewals_to_sign(cases: Cases) -> None:
    for case, day, comments in (
        (
            "roi-ao-lang/autumn", -46,
            ("Sau hai năm, chương trình cho trường học đã ổn định.", "Nên có thêm người trẻ trong ban điều hành."),
        ),
        (
            "ben-chu/rolling", -44,
            ("Phòng nghe là việc hiếm nơi làm được.", "Thuyền sách cần thêm áo phao cho trẻ em; đã có trong kế hoạch."),
        ),
    ):  # fmt: skip
        # The first one's term had run out before it asked.
        (cases.renewal_sent if case == "ben-chu/rolling" else cases.sent)(case, day)
        cases.assigned(case, day + 13, "mai", "son")
        cases.scored(case, "mai", day + 25, "0.86", comments[0])
        cases.scored(case, "son", day + 27, "0.82", comments[1])
        cases.proposed(case, -2, Outcome.APPROVE, "Đủ điều kiện; đề nghị công nhận lại cho kỳ mới.")


def _after_the_decision(cases: Cases) -> None:
    """Conditions, one of them overdue; signed and to be published; appeals, one waiting and one granted; closed."""
    _on_conditions(cases)
    _to_publish(cases)
    cases.appealed(
        "bien-ve/autumn", -20,
        "Nhóm làm việc từ tháng Ba năm ngoái, trước khi có phòng riêng. Giấy giới thiệu thời đó chúng tôi gửi kèm.",
        cases.paper,
    )  # fmt: skip
    case = "khac-bong/autumn"
    cases.sent(case, -76)
    cases.assigned(case, -69, "mai", "son")
    cases.scored(case, "mai", -62, "0.46", "Hồ sơ chỉ nói về xưởng, không thấy người học.")
    cases.scored(case, "son", -60, "0.44", "Chưa thấy hoạt động mở.")
    cases.proposed(
        case, -55, Outcome.REFUSE, "Tổng điểm chưa đạt mức liên kết: chưa thấy hoạt động mở cho người ngoài."
    )
    cases.signed(case, -52)
    cases.appealed(case, -40, "Sổ đăng ký mười hai buổi học mở nằm trong tệp đính kèm mà phiếu chấm không nhắc tới.")
    cases.appeal_granted(case, -33, "Tệp sổ đăng ký có trong hồ sơ nhưng chưa được đọc khi chấm.")
    cases.assigned(case, -5, "ngan")
    case = "bep-vuon/summer"
    cases.sent(case, -195)
    cases.assigned(case, -186, "mai", "ngan")
    cases.proposed(
        case, -172, Outcome.CLOSE, "Không gian báo tạm ngừng để sửa bếp và đề nghị khép lại hồ sơ, sẽ nộp lại sau."
    )
    cases.signed(case, -168)


def _on_conditions(cases: Cases) -> None:
    case = "mai-ton/rolling"
    cases.sent(case, -48)
    cases.assigned(case, -41, "mai", "son")
    cases.scored(case, "mai", -34, "0.82", "Chỗ mới rộng hơn; cần xong phần phòng cháy.", unmet=("A5",))
    cases.scored(case, "son", -32, "0.8", "Nhóm cũ vẫn còn nguyên.", unmet=("A5",))
    cases.conditional(
        case, -26, "Đủ điểm; địa điểm mới còn hai việc phải xong.",
        ("Gửi bản cam kết phòng cháy cho địa điểm mới.", "A5", -3),
        ("Làm đường dốc ở lối vào và gửi ảnh.", "B2.1", 40),
    )  # fmt: skip
    cases.signed(case, -24)
    cases.condition_answered(case, -2, "Bản cam kết đã ký, chúng tôi chờ con dấu của phường rồi gửi bản chụp.")


def _to_publish(cases: Cases) -> None:
    case = "bep-vuon/rolling"
    cases.sent(case, -42)
    cases.assigned(case, -35, "mai", "son")
    cases.scored(case, "mai", -26, "0.84", "Bếp mới mở lại, lớp nấu ăn cho học sinh rất đông.")
    cases.scored(case, "son", -24, "0.8", "Vườn rau cùng chăm với khu dân cư.")
    cases.proposed(case, -8, Outcome.APPROVE, "Đủ sáu điều kiện, tổng điểm đạt mức công nhận.")
    cases.staged(case, -4)


def _turned_down(cases: Cases) -> None:
    cases.sent("xuong-mu/first", -828)
    cases.withdrawn("xuong-mu/first", -815)
    cases.sent("khac-bong/summer", -195)
    cases.assigned("khac-bong/summer", -186, "son", "ngan")
    cases.withdrawn("khac-bong/summer", -175)
    case = "tang-may/spring"
    cases.sent(case, -328)
    cases.returned(case, -323, {"B2.1": "Cho biết người dùng xe lăn lên tầng bằng lối nào."})
    cases.lapsed(case, -298)
    cases.assigned(case, -297, "mai", "son")
    cases.scored(case, "mai", -295, "0.45", "Chưa thấy hoạt động mở cho người ngoài.")
    cases.scored(case, "son", -293, "0.42", "Kế hoạch năm còn chung chung.")
    cases.proposed(
        case, -285, Outcome.REFUSE,
        "Tổng điểm chưa đạt mức liên kết. Nên có thêm hoạt động mở cho cộng đồng và kế hoạch năm cụ thể rồi nộp lại.",
    )  # fmt: skip
    cases.signed(case, -281)


def _review_by(application: Application, person: User) -> Review:
    return next(one for one in queries.reviews_of(application) if one.reviewer_id == person.id)


def _is_open(review: Review) -> bool:
    return review.status == ReviewStatus.ASSIGNED


def _gates(definition: CriteriaDefinition, unmet: tuple[str, ...]) -> dict[str, bool]:
    return {gate.code: gate.code not in unmet for gate in definition.gates}


def _points(criterion: Criterion, share: Decimal, place: int) -> Decimal:
    """To the half point, never above the maximum."""
    wanted = Decimal(criterion.max) * min(share + UNEVEN[place % len(UNEVEN)], Decimal(1))
    return Decimal(int(wanted * 2)) / 2
