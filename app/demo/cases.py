"""Calls, applications in every state, and what became of the memberships."""

from dataclasses import dataclass
from decimal import Decimal

from app.accounts.models import User
from app.applications import rules as application_rules
from app.applications import service as applications
from app.applications.models import Application, Call
from app.applications.queries import answers_of
from app.criteria.definition import CriteriaDefinition, Criterion
from app.criteria.queries import current_set, definition_of
from app.criteria.rules import counted_criteria
from app.demo.answers import text_for
from app.demo.story import Story
from app.evaluations import queries, service
from app.evaluations.models import Outcome, Review
from app.files.service import PreparedFile
from app.memberships import service as memberships
from app.spaces.models import Space

# Up and down by criterion, so that no two groups of a sheet look alike.
UNEVEN = (Decimal("0"), Decimal("0.06"), Decimal("-0.05"), Decimal("0.03"), Decimal("-0.04"))
REPRESENTATIVE = "A4"


@dataclass
class Cast:
    """Everybody and every space of the demo, by key."""

    people: dict[str, User]
    spaces: dict[str, Space]


class Cases:
    def __init__(self, story: Story, cast: Cast, paper: PreparedFile) -> None:
        self.story, self.cast, self.paper = story, cast, paper
        self.calls: dict[str, Call] = {}
        self.applications: dict[str, Application] = {}

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

    def started(self, case: str, space: str, owner: str, call: str, day: int, *, answered: int | None = None) -> None:
        """`answered` leaves a draft with that many answers."""

        def act() -> None:
            actor = self.cast.people[owner]
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
                upload=self.paper if item.code == REPRESENTATIVE else None,
            )
            for item in items
        }
        applications.save_replies(application, replies, actor=actor)

    def submitted(self, case: str, owner: str, day: int) -> None:
        self.story.on(
            day,
            "21:40",
            lambda: applications.submit_application(self.applications[case], actor=self.cast.people[owner]),
        )

    def withdrawn(self, case: str, owner: str, day: int) -> None:
        self.story.on(
            day,
            "10:20",
            lambda: applications.withdraw_application(self.applications[case], actor=self.cast.people[owner]),
        )

    def returned(self, case: str, day: int, note: str) -> None:
        self.story.on(
            day,
            "15:05",
            lambda: service.return_to_applicant(self.applications[case], actor=self.cast.people["thu"], note=note),
        )

    def assigned(self, case: str, day: int, *reviewers: str) -> None:
        def act() -> None:
            for key in reviewers:
                service.assign_reviewer(
                    self.applications[case], self.cast.people[key], actor=self.cast.people["tuan"]
                )

        self.story.on(day, "09:15", act)

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

    def proposed(self, case: str, day: int, outcome: Outcome, reasons: str) -> None:
        self.story.on(
            day,
            "14:00",
            lambda: service.propose_decision(
                self.applications[case], outcome, reasons, actor=self.cast.people["tuan"]
            ),
        )

    def signed(self, case: str, day: int, number: str) -> None:
        def act() -> None:
            decision = queries.decisions_of(self.applications[case])[0]
            service.sign_decision(decision, actor=self.cast.people["dung"], decision_number=number)

        self.story.on(day, "16:30", act)

    def admitted(self, space: str, owner: str, call: str, day: int, shares: tuple[str, str], number: str) -> None:
        """The whole way without a hitch, starting on `day` and signed four weeks later."""
        case = f"{space}/{call}"
        self.started(case, space, owner, call, day)
        self.submitted(case, owner, day + 4)
        self.assigned(case, day + 7, "mai", "son")
        self.scored(case, "mai", day + 15, shares[0], "Hoạt động đều, có cộng đồng rõ ràng quanh không gian.")
        self.scored(case, "son", day + 17, shares[1], "Hồ sơ trung thực, kế hoạch năm vừa sức.")
        self.proposed(case, day + 24, Outcome.APPROVE, "Đủ sáu điều kiện, tổng điểm đạt mức công nhận.")
        self.signed(case, day + 28, number)

    def suspended(self, space: str, day: int, reason: str, number: str) -> None:
        self.story.on(
            day,
            "11:00",
            lambda: memberships.suspend(
                self.cast.spaces[space],
                actor=self.cast.people["dung"],
                reason=reason,
                effective_on=self.story.day(day),
                decision_number=number,
            ),
        )

    def revoked(self, space: str, day: int, reason: str, number: str) -> None:
        self.story.on(
            day,
            "11:00",
            lambda: memberships.revoke(
                self.cast.spaces[space],
                actor=self.cast.people["dung"],
                reason=reason,
                effective_on=self.story.day(day),
                decision_number=number,
            ),
        )


def write_cases(cases: Cases) -> None:
    _calls(cases)
    _members(cases)
    _on_their_way(cases)


def _calls(cases: Cases) -> None:
    cases.call("first", "Đợt công bố đầu tiên (minh họa)", "The first call (sample)", -840, -790, -760)
    cases.call("spring", "Đợt 1 (minh họa)", "Call 1 (sample)", -300, -240, -215)
    cases.call("autumn", "Đợt 2 (minh họa)", "Call 2 (sample)", -80, -30, -1)
    cases.call("rolling", "Đăng ký thường xuyên (minh họa)", "Rolling call (sample)", -60, None, 14)


def _members(cases: Cases) -> None:
    cases.admitted("roi-ao-lang", "tram", "first", -835, ("0.8", "0.84"), "01/QĐ-TTĐP (minh họa)")
    cases.admitted("gac-xep", "khoi", "first", -830, ("0.72", "0.7"), "02/QĐ-TTĐP (minh họa)")
    cases.started("xuong-mu/first", "xuong-mu", "bach", "first", -828)
    cases.submitted("xuong-mu/first", "bach", -822)
    cases.withdrawn("xuong-mu/first", "bach", -815)
    cases.revoked("gac-xep", -200, "Ngừng hoạt động quá sáu tháng và không báo cáo năm.", "09/QĐ-TTĐP (minh họa)")
    cases.admitted("xuong-in", "lan", "spring", -298, ("0.9", "0.86"), "11/QĐ-TTĐP (minh họa)")
    cases.admitted("san-dinh", "phuc", "spring", -296, ("0.88", "0.85"), "12/QĐ-TTĐP (minh họa)")
    cases.admitted("lo-gom", "hoa", "spring", -295, ("0.84", "0.86"), "13/QĐ-TTĐP (minh họa)")
    cases.admitted("xuong-mu", "bach", "spring", -294, ("0.78", "0.8"), "14/QĐ-TTĐP (minh họa)")
    cases.admitted("hai-gian", "vy", "spring", -293, ("0.72", "0.76"), "15/QĐ-TTĐP (minh họa)")
    cases.admitted("phong-toi", "thao", "spring", -291, ("0.7", "0.68"), "16/QĐ-TTĐP (minh họa)")
    cases.suspended(
        "phong-toi", -20, "Đang sửa hệ thống thoát khí của phòng tráng phim; tạm dừng để bảo đảm an toàn.", "21/QĐ-TTĐP (minh họa)"
    )  # fmt: skip
    _associate(cases)


def _associate(cases: Cases) -> None:
    case = "che-tao/spring"
    new_here = "Xưởng mới mở được bảy tháng."
    cases.started(case, "che-tao", "quan", "spring", -290)
    cases.submitted(case, "quan", -285)
    cases.assigned(case, -283, "mai", "son")
    cases.scored(case, "mai", -274, "0.74", new_here, unmet=("A3",))
    cases.scored(case, "son", -272, "0.7", new_here, unmet=("A3",))
    cases.proposed(
        case, -264, Outcome.ASSOCIATE,
        "Hoạt động chưa đủ 12 tháng liên tục nên công nhận liên kết. Mời nộp lại khi đủ thời gian.",
    )  # fmt: skip
    cases.signed(case, -260, "17/QĐ-TTĐP (minh họa)")


def _on_their_way(cases: Cases) -> None:
    _refused_then_draft(cases)
    _associate_again(cases)
    _renewal_to_sign(cases)
    _scores_apart(cases)
    cases.started("tay-nghe-vang", "tay-nghe-vang", "nhung", "rolling", -16)
    cases.submitted("tay-nghe-vang", "nhung", -12)
    cases.returned(
        "tay-nghe-vang", -9,
        "Mục B2.1: nhờ hợp tác xã gửi thêm ảnh lối vào và nhà vệ sinh cho người dùng xe lăn. Mục B5.1: cho biết hợp đồng thuê mặt bằng còn bao lâu.",
    )  # fmt: skip
    cases.started("gac-xep/rolling", "gac-xep", "khoi", "rolling", -8)
    cases.submitted("gac-xep/rolling", "khoi", -3)


def _refused_then_draft(cases: Cases) -> None:
    case = "tang-may/spring"
    cases.started(case, "tang-may", "minh", "spring", -289)
    cases.submitted(case, "minh", -284)
    cases.assigned(case, -282, "mai", "son")
    cases.scored(case, "mai", -273, "0.45", "Chưa thấy hoạt động mở cho người ngoài.")
    cases.scored(case, "son", -271, "0.42", "Kế hoạch năm còn chung chung.")
    cases.proposed(
        case, -263, Outcome.REFUSE,
        "Tổng điểm chưa đạt mức liên kết. Nên có thêm hoạt động mở cho cộng đồng và kế hoạch năm cụ thể rồi nộp lại.",
    )  # fmt: skip
    cases.signed(case, -259, "18/QĐ-TTĐP (minh họa)")
    cases.started("tang-may/rolling", "tang-may", "minh", "rolling", -5, answered=9)


def _associate_again(cases: Cases) -> None:
    case = "che-tao/autumn"
    cases.started(case, "che-tao", "quan", "autumn", -48)
    cases.submitted(case, "quan", -41)
    cases.assigned(case, -34, "mai", "son")
    cases.scored(case, "mai", -18, "0.8", "Nay đã đủ thời gian hoạt động; chiều thứ Bảy mở cửa rất đông.")


def _renewal_to_sign(cases: Cases) -> None:
    case = "roi-ao-lang/autumn"
    cases.started(case, "roi-ao-lang", "tram", "autumn", -46)
    cases.submitted(case, "tram", -40)
    cases.assigned(case, -33, "mai", "son")
    cases.scored(case, "mai", -21, "0.86", "Sau hai năm, chương trình cho trường học đã ổn định.")
    cases.scored(case, "son", -19, "0.82", "Nên có thêm người trẻ trong ban điều hành.")
    cases.proposed(case, -2, Outcome.APPROVE, "Đủ điều kiện; đề nghị công nhận lại cho kỳ mới.")


def _scores_apart(cases: Cases) -> None:
    case = "kho-tu-lieu"
    cases.started(case, "kho-tu-lieu", "long", "rolling", -38)
    cases.submitted(case, "long", -33)
    cases.assigned(case, -28, "mai", "son")
    cases.scored(case, "mai", -14, "0.82", "Nguồn tư liệu hiếm, ghi chú cẩn thận.")
    cases.scored(case, "son", -11, "0.6", "Chưa rõ ai chịu trách nhiệm khi người sáng lập vắng mặt.")


def _review_by(application: Application, person: User) -> Review:
    return next(one for one in queries.reviews_of(application) if one.reviewer_id == person.id)


def _gates(definition: CriteriaDefinition, unmet: tuple[str, ...]) -> dict[str, bool]:
    return {gate.code: gate.code not in unmet for gate in definition.gates}


def _points(criterion: Criterion, share: Decimal, place: int) -> Decimal:
    """To the half point, never above the maximum."""
    wanted = Decimal(criterion.max) * min(share + UNEVEN[place % len(UNEVEN)], Decimal(1))
    return Decimal(int(wanted * 2)) / 2
