import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired, MultipleFileField
from wtforms import (
    BooleanField,
    EmailField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import AnyOf, Email, InputRequired, Length, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from app.accounts.models import User
from app.applications.models import Application, Call, Consequence
from app.applications.rules import MESSAGE_LENGTH
from app.core import clock
from app.core.errors import DomainError
from app.core.text import pick
from app.core.timespan import at
from app.criteria.definition import CriteriaDefinition, Criterion
from app.criteria.rules import counted_criteria, exact_points
from app.evaluations import rules
from app.evaluations.assigning import Offer
from app.evaluations.letter import Line, next_step
from app.evaluations.models import BulkAct, Outcome, SiteVisit
from app.evaluations.rules import Sheet
from app.evaluations.words import BULK_NAMES, OUTCOME_NAMES, why
from app.files.kinds import ACCEPT, PHOTO_ACCEPT
from app.files.models import StoredFile
from app.files.service import PreparedFile, prepare_photo, prepare_upload
from app.spaces.forms import Checkboxes
from app.spaces.words import FIELD_NAMES
from app.web.errors import say
from app.web.fields import ClockField, DayField
from app.web.forms import BaseForm
from app.web.language import locale

COMMENT_LENGTH = 4000
REASONS_LENGTH = 4000
NOTE_LENGTH = 1000
SEARCH_LENGTH = 120
ADVICE_LENGTH = 1000
APPEAL_LENGTH = 8000
APPEAL_FILES = 5
SENTENCE_LENGTH = 300
_NUMBER = re.compile(r"[+-]?\d{1,6}([.,]\d{1,6})?")


class ActForm(BaseForm):
    """A button."""


class CaseFilterForm(BaseForm):
    """The filter of the list, sent by GET."""

    class Meta(BaseForm.Meta):
        csrf = False

    q = StringField(_l("Tên, phường hoặc mã hồ sơ"), [Length(max=SEARCH_LENGTH)])
    call = SelectField(_l("Đợt đăng ký"))
    who = SelectField(_l("Người phụ trách"))

    def offer(self, calls: Iterable[Call], people: Iterable[User]) -> None:
        self.call.choices = [("", _("Mọi đợt")), *((one.public_id, pick(one, "title", locale())) for one in calls)]
        self.who.choices = [("", _("Mọi người")), *((one.public_id, one.name) for one in people)]


class BulkForm(BaseForm):
    """What is to be done with the cases ticked in the list, which come under the name `case`."""

    act = RadioField(_l("Làm gì với các hồ sơ đã chọn"), [InputRequired(_l("Bạn chọn một việc."))])
    to = SelectField(_l("Chuyển cho"))
    body = TextAreaField(_l("Lời nhắn"), [Length(max=MESSAGE_LENGTH)], render_kw={"rows": 3})

    def offer(self, people: Iterable[User]) -> None:
        self.act.choices = [(one.value, name) for one, name in BULK_NAMES.items()]
        self.to.choices = [("", _("Chọn người…")), *((one.public_id, one.name) for one in people)]

    @property
    def told(self) -> dict[str, str]:
        wanted = {BulkAct.HAND_OVER: "to", BulkAct.WRITE: "body"}.get(BulkAct(self.act.data))
        return {wanted: self[wanted].data or ""} if wanted else {}


class AskForm(BaseForm):
    """What is asked for, item by item; `ask_form` builds the class, since the criteria are data."""

    due_on = DayField(_l("Hạn bổ sung"), [InputRequired(_l("Bạn chọn hạn bổ sung."))])
    consequence = RadioField(
        _l("Nếu không bổ sung trước hạn"),
        [InputRequired(_l("Bạn chọn điều sẽ xảy ra khi quá hạn."))],
        choices=[
            (Consequence.AS_IS.value, _l("Hồ sơ được xét theo những gì đã có")),
            (Consequence.CLOSE.value, _l("Trung tâm sẽ đề nghị khép lại hồ sơ")),
        ],
        description=_l("Không gian đọc điều này trong thư và trên trang hồ sơ. Không có gì tự động xảy ra."),
    )

    def tick(self, code: str) -> Any:
        return self._fields[f"ask-{code}"]

    def sentence(self, code: str) -> Any:
        return self._fields[f"sentence-{code}"]

    @property
    def asked(self) -> dict[str, str]:
        """By code, in one sentence each."""
        ticked = [
            name.removeprefix("ask-")
            for name, field in self._fields.items()
            if name.startswith("ask-") and field.data
        ]
        return {code: self.sentence(code).data or "" for code in ticked}

    def validate(self, extra_validators: Any = None) -> bool:
        sound: bool = super().validate(extra_validators)
        asked = self.asked
        for name, field in self._fields.items():
            if name.startswith("sentence-") and field.data and name.removeprefix("sentence-") not in asked:
                self._add(name, _("Bạn đánh dấu mục này, hoặc xoá câu vừa gõ."))
                sound = False
        for code, sentence in asked.items():
            if not sentence:
                self._add(f"sentence-{code}", _("Bạn viết một câu: mục này cần bổ sung gì."))
                sound = False
        return sound


def ask_form(titles: Mapping[str, str], due_on: date) -> AskForm:
    """`titles` by the code of what can be asked."""
    fields: dict[str, Any] = {}
    for code, title in titles.items():
        mark = code.replace(".", "_").replace(":", "_")
        fields[f"ask-{code}"] = BooleanField(title, id=f"ask-{mark}")
        fields[f"sentence-{code}"] = StringField(
            _("Cần bổ sung gì, trong một câu"),
            [Length(max=SENTENCE_LENGTH)],
            id=f"sentence-{mark}",
            render_kw={
                "autocomplete": "off",
                "aria-label": _("%(title)s: cần bổ sung gì, trong một câu", title=title),
            },
        )
    form: AskForm = type("AskForm", (AskForm,), fields)(data={"due_on": due_on})
    return form


class LaterForm(BaseForm):
    due_on = DayField(_l("Hạn mới"), [InputRequired(_l("Bạn chọn hạn mới."))])


class SectionCheckForm(BaseForm):
    complete = HiddenField(validators=[AnyOf(["yes", "no"])])


class PostedForm(BaseForm):
    posted_on = DayField(_l("Đã gửi bưu điện ngày"), [InputRequired(_l("Bạn điền ngày gửi."))])


class ReopenForm(BaseForm):
    reason = TextAreaField(
        _l("Lý do mở lại"),
        [InputRequired(_l("Bạn ghi lý do; không gian sẽ đọc nguyên văn trong thư.")), Length(max=REASONS_LENGTH)],
        render_kw={"rows": 3},
    )


class AssignForm(BaseForm):
    reviewer = SelectField(_l("Người chấm"), [InputRequired(_l("Bạn chọn một người."))])

    def offer(self, offers: Iterable[Offer]) -> None:
        self.reviewer.choices = [("", _("Chọn người chấm…")), *map(_option, offers)]


def _option(offer: Offer) -> tuple[str, str]:
    return offer.person.public_id, f"{offer.person.name} · {why(offer)}"


class ShareOutForm(BaseForm):
    """Several cases with their seats; `share_out_form` builds the class, since cases come and go."""

    def take(self, case: Application) -> Any:
        return self._fields[f"take-{case.public_id}"]

    def seats(self, case: Application) -> list[Any]:
        return [field for name, field in self._fields.items() if name.startswith(f"seat-{case.public_id}-")]

    def chosen(self, case: Application) -> list[str]:
        """Public ids of those who are to score it; empty for a case that is not ticked."""
        return [field.data for field in self.seats(case) if field.data] if self.take(case).data else []

    def note_faults(self, cases: Iterable[Application]) -> bool:
        """Say what is wrong before anything is given out; True when there is nothing to say."""
        ticked = [case for case in cases if self.take(case).data]
        if not ticked:
            self.summary.append(_("Bạn đánh dấu ít nhất một hồ sơ để giao."))
        for case in ticked:
            seats = self.seats(case)
            if not self.chosen(case):
                self._add(seats[0].short_name, _("Bạn chọn ít nhất một người cho hồ sơ này, hoặc bỏ đánh dấu."))
            for place, field in enumerate(seats):
                if field.data and field.data in [other.data for other in seats[:place]]:
                    self._add(field.short_name, _("Người này đã được chọn ở ô trên."))
        return not self.error_list


class Seats(NamedTuple):
    case: Application
    offers: Sequence[Offer]
    proposed: Sequence[str]
    """Public ids, one for each seat that somebody was found for."""
    many: int
    ticked: bool


def share_out_form(seats: Iterable[Seats]) -> ShareOutForm:
    fields: dict[str, Any] = {}
    data: dict[str, Any] = {}
    for one in seats:
        name = one.case.public_id
        fields[f"take-{name}"] = BooleanField(_("Giao hồ sơ %(code)s", code=one.case.case_code))
        data[f"take-{name}"] = one.ticked
        for place in range(one.many):
            fields[f"seat-{name}-{place + 1}"] = SelectField(
                _("Người chấm %(number)s", number=place + 1),
                choices=[("", _("Để trống")), *map(_option, one.offers)],
            )
            data[f"seat-{name}-{place + 1}"] = one.proposed[place] if place < len(one.proposed) else ""
    form: ShareOutForm = type("ShareOutForm", (ShareOutForm,), fields)(data=data)
    return form


class ProfileForm(BaseForm):
    fields = Checkboxes(
        _l("Lĩnh vực của bạn"),
        choices=list(FIELD_NAMES.items()),
        description=_l("Trung tâm ưu tiên mời bạn chấm không gian cùng lĩnh vực."),
    )
    away_from = DayField(_l("Vắng mặt từ ngày"), [Optional()])
    away_until = DayField(_l("Đến hết ngày"), [Optional()])
    deputy = SelectField(
        _l("Người chấm thay"),
        [Optional()],
        description=_l("Khi bạn vắng, bạn hoặc Trung tâm chuyển phiếu cho người này."),
    )

    def offer(self, people: Iterable[User]) -> None:
        self.deputy.choices = [("", _("Chưa chọn ai")), *((one.public_id, one.name) for one in people)]


class ProposeForm(BaseForm):
    """The fixed part; `propose_form` adds advice for every weak point and the rows of conditions."""

    decision = RadioField(_l("Mức đề nghị"), [InputRequired(_l("Bạn chọn một mức."))])
    reasons = TextAreaField(
        _l("Lý do"),
        [Length(max=REASONS_LENGTH)],
        description=_l(
            "Bắt buộc khi chưa công nhận, chỉ công nhận liên kết, hoặc khép lại. Không gian sẽ đọc nguyên văn phần này."
        ),
        render_kw={"rows": 5},
    )
    weak: Sequence[Line] = ()
    rows = 0

    def offer(self, outcomes: Collection[Outcome]) -> None:
        self.decision.choices = [(one.value, name) for one, name in OUTCOME_NAMES.items() if one in outcomes]

    def validate_reasons(self, field: TextAreaField) -> None:
        if self.decision.data in rules.REASONS_NEEDED and not field.data:
            raise ValidationError(_l("Bạn ghi lý do; không gian sẽ đọc nguyên văn phần này trong thư."))

    def row(self, number: int) -> tuple[Any, Any, Any]:
        """The fields of one condition: its words, what it belongs to, by when."""
        return tuple(self._fields[f"{part}-{number}"] for part in ("condition", "item", "due"))

    def advice_for(self, code: str) -> Any:
        return self._fields[f"advice-{code}"]

    @property
    def advice(self) -> dict[str, str]:
        return {line.item.code: self.advice_for(line.item.code).data or "" for line in self.weak}

    @property
    def terms(self) -> list[rules.Terms]:
        """Rows in which somebody wrote; one without a day has been refused before."""
        told = (self.row(number) for number in range(self.rows))
        return [
            rules.Terms(text.data, due.data, item.data or None) for text, item, due in told if text.data and due.data
        ]

    def note_broken_rows(self) -> bool:
        """Say at its field what a condition lacks; True when there is nothing to say."""
        sound = True
        if self.decision.data == Outcome.CONDITIONAL:
            for number in range(self.rows):
                text, _item, due = self.row(number)
                if bool(text.data) != bool(due.data):
                    sound = False
                    field = due if text.data else text
                    self._add(
                        field.short_name,
                        _("Điều kiện %(number)s cần cả nội dung và ngày phải xong.", number=number + 1),
                    )
        return sound


def propose_form(outcomes: Collection[Outcome], weak: Sequence[Line], items: Sequence[Any], rows: int) -> ProposeForm:
    """`items`: gates and criteria a condition may belong to. Advice begins with the next step up."""
    fields: dict[str, Any] = {"weak": weak, "rows": rows}
    data: dict[str, Any] = {}
    for line in weak:
        name = f"advice-{line.item.code}"
        fields[name] = TextAreaField(
            f"{line.item.code} · {pick(line.item, 'title', locale())}",
            [Length(max=ADVICE_LENGTH)],
            id=f"propose-{name.replace('.', '_')}",
            render_kw={"rows": 2},
        )
        data[name] = next_step(line, "vi")
    named = [
        ("", _("Không gắn với mục nào")),
        *((one.code, f"{one.code} · {pick(one, 'title', locale())}") for one in items),
    ]
    for number in range(rows):
        fields[f"condition-{number}"] = TextAreaField(
            _("Điều kiện %(number)s", number=number + 1), [Length(max=ADVICE_LENGTH)], render_kw={"rows": 2}
        )
        fields[f"item-{number}"] = SelectField(_("Thuộc mục"), choices=named)
        fields[f"due-{number}"] = DayField(_("Phải xong trước hết ngày"), [Optional()])
    form: ProposeForm = type("ProposeForm", (ProposeForm,), fields)(prefix="propose", data=data)
    form.offer(outcomes)
    return form


class SignForm(BaseForm):
    decision_number = StringField(
        _l("Số quyết định"),
        [Length(max=60)],
        description=_l("Như trên văn bản đã ký, ví dụ 12/QĐ-TTĐP. Số này in trên chứng nhận."),
        render_kw={"autocomplete": "off"},
    )
    staged = BooleanField(
        _l("Chờ công bố cùng các quyết định khác"),
        description=_l("Không gian chưa được báo gì; số quyết định có thể điền lúc công bố."),
    )

    def validate_decision_number(self, field: StringField) -> None:
        if not field.data and not self.staged.data:
            raise ValidationError(_l("Bạn ghi số quyết định, ví dụ 12/QĐ-TTĐP."))


class PublishForm(BaseForm):
    chosen = SelectMultipleField(
        _l("Quyết định"),
        [InputRequired(_l("Bạn chọn ít nhất một quyết định."))],
        choices=[],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    decision_number = StringField(
        _l("Số quyết định chung"),
        [Length(max=60)],
        description=_l("Dùng cho những quyết định chưa có số riêng."),
        render_kw={"autocomplete": "off"},
    )
    order = RadioField(
        _l("Số chứng nhận cấp theo thứ tự"),
        choices=[("signed", _l("Thứ tự ký")), ("code", _l("Mã hồ sơ")), ("name", _l("Tên không gian"))],
        default="signed",
    )

    def offer(self, decisions: Collection[tuple[str, str]]) -> None:
        self.chosen.choices = list(decisions)


class MetForm(BaseForm):
    reason = TextAreaField(
        _l("Căn cứ"),
        [InputRequired(_l("Bạn ghi lý do; lý do được lưu trong hồ sơ.")), Length(max=1000)],
        description=_l("Ví dụ: đã xem ảnh lối thoát hiểm gửi ngày 12/11."),
        render_kw={"rows": 2},
    )


class ExtendForm(BaseForm):
    due_on = DayField(_l("Hạn mới"), [InputRequired()])
    reason = TextAreaField(
        _l("Lý do lùi hạn"),
        [InputRequired(_l("Bạn ghi lý do; lý do được lưu trong hồ sơ.")), Length(max=1000)],
        description=_l("Không gian đọc phần này trong thư."),
        render_kw={"rows": 2},
    )


class ConditionAnswerForm(BaseForm):
    text = TextAreaField(
        _l("Bạn đã làm được gì"),
        [InputRequired(_l("Bạn viết vài dòng về việc đã làm.")), Length(max=REASONS_LENGTH)],
        render_kw={"rows": 4},
    )
    file = FileField(
        _l("Tệp kèm theo"),
        description=_l("Một tệp PDF, JPEG, PNG hoặc WebP, tối đa 10 MB."),
        render_kw={"accept": ACCEPT},
    )


class AppealForm(BaseForm):
    text = TextAreaField(
        _l("Điều gì trong quyết định chưa đúng, vì sao"),
        [InputRequired(_l("Bạn viết rõ điều gì trong quyết định chưa đúng và vì sao.")), Length(max=APPEAL_LENGTH)],
        description=_l("Nêu từng mục nếu được, ví dụ: B2.2 chưa tính bốn buổi mở cửa tháng 9."),
        render_kw={"rows": 8},
    )
    files = MultipleFileField(
        _l("Tệp kèm theo"),
        description=_l("Tối đa năm tệp PDF hoặc ảnh, mỗi tệp không quá 10 MB."),
        render_kw={"accept": ACCEPT},
    )

    def validate_files(self, field: MultipleFileField) -> None:
        if len(_sent(field)) > APPEAL_FILES:
            raise ValidationError(_l("Bạn gửi tối đa năm tệp."))


class AgainForm(BaseForm):
    call = RadioField(_l("Đợt đăng ký"), [InputRequired(_l("Bạn chọn một đợt đăng ký."))])

    def offer(self, calls: Iterable[Call]) -> None:
        self.call.choices = [(call.public_id, pick(call, "title", locale())) for call in calls]
        if not self.call.raw_data and len(self.call.choices) == 1:
            self.call.data = self.call.choices[0][0]


class AnswerAppealForm(BaseForm):
    granting = RadioField(
        _l("Đề nghị"),
        [InputRequired(_l("Bạn chọn một mức."))],
        choices=[
            ("no", _l("Không chấp nhận: quyết định giữ nguyên")),
            ("yes", _l("Chấp nhận: huỷ quyết định, thẩm định lại với người chấm khác")),
        ],
    )
    reasons = TextAreaField(
        _l("Lý do"),
        [
            InputRequired(_l("Bạn ghi lý do; không gian sẽ đọc nguyên văn phần này trong thư.")),
            Length(max=REASONS_LENGTH),
        ],
        render_kw={"rows": 5},
    )


def read_files(form: Any, name: str) -> list[PreparedFile] | None:
    """Checked and written to disk, so call it before the transaction; None when one was refused at its field."""
    prepared = []
    for upload in _sent(form[name]):
        try:
            prepared.append(prepare_upload(upload, field=name))
        except DomainError as error:
            form.refuse(error)
            return None
    return prepared


def _sent(field: Any) -> list[Any]:
    given = field.data if isinstance(field.data, list) else [field.data]
    return [one for one in given if getattr(one, "filename", "")]


class SendBackForm(BaseForm):
    note = TextAreaField(
        _l("Cần xem lại điều gì"),
        [InputRequired(_l("Bạn ghi rõ cần xem lại điều gì.")), Length(max=REASONS_LENGTH)],
        render_kw={"rows": 3},
    )


class TieForm(BaseForm):
    organisation = StringField(
        _l("Không gian hoặc tổ chức"),
        [InputRequired(_l("Bạn ghi tên không gian hoặc tổ chức.")), Length(max=200)],
        description=_l("Ghi đúng tên như trên trang của nơi ấy. Viết hoa hay thường, có dấu hay không đều nhận ra."),
    )
    reason = StringField(
        _l("Quan hệ thế nào"),
        [InputRequired(_l("Bạn ghi ngắn gọn quan hệ thế nào.")), Length(max=300)],
        description=_l("Ví dụ: cố vấn từ năm 2024, người nhà là chủ, từng cùng làm dự án."),
    )


class RecuseForm(BaseForm):
    kind = RadioField(
        _l("Vì sao bạn không chấm?"),
        [InputRequired(_l("Bạn chọn một lý do."))],
        choices=[
            ("conflict", _l("Tôi có quan hệ với không gian này")),
            ("busy", _l("Tôi không thu xếp được thời gian")),
            ("abstain", _l("Tôi đã đọc nhưng không đủ căn cứ để chấm hồ sơ này")),
        ],
    )
    reason = TextAreaField(
        _l("Nói rõ thêm"),
        [InputRequired(_l("Bạn ghi ngắn gọn lý do từ chối.")), Length(max=1000)],
        description=_l("Ví dụ: tôi từng hợp tác với không gian này. Chỉ Trung tâm đọc phần này."),
        render_kw={"rows": 3},
    )


class PointsField(StringField):
    """Points as people write them, 7 or 7,5 or 7.5; what is no number stays in the box."""

    def __init__(self, criterion: Criterion, **options: Any) -> None:
        super().__init__(**options)
        self.criterion = criterion

    @property
    def points(self) -> Decimal | None:
        return Decimal(self.data.replace(",", ".")) if self.data else None

    def pre_validate(self, form: BaseForm) -> None:
        if not self.data:
            return
        if not _NUMBER.fullmatch(self.data):
            raise ValidationError(_("Hãy điền một số từ 0 đến %(max)s, ví dụ 7 hoặc 7,5.", max=self.criterion.max))
        try:
            exact_points(self.criterion, self.points or Decimal(0))
        except DomainError as error:
            raise ValidationError(say(error)) from error


class VerdictField(RadioField):
    """A draft may leave it open."""

    def pre_validate(self, form: BaseForm) -> None:
        if self.raw_data:
            super().pre_validate(form)


class ReviewForm(BaseForm):
    """One sheet; `review_form` builds the class, since gates and criteria are data."""

    comment = TextAreaField(
        _l("Nhận xét chung"),
        [Length(max=COMMENT_LENGTH)],
        description=_l("Dành cho Trung tâm và những người cùng chấm. Không gian nộp hồ sơ không đọc được."),
        render_kw={"rows": 5},
    )

    closed = Sheet()
    """Of a sheet that was opened again for a part: the rest, as it was handed in."""

    def gate(self, code: str) -> Any:
        return self._fields.get(f"gate-{code}")

    def mark(self, code: str) -> Any:
        return self._fields.get(f"points-{code}")

    def silence(self, code: str) -> Any:
        return self._fields[f"abstain-{code}"]

    def note(self, group: str) -> Any:
        return self._fields[f"note-{group}"]

    @property
    def gates(self) -> dict[str, bool]:
        return {
            **self.closed.gates,
            **{code: field.data == "yes" for code, field in self._named("gate-") if field.data},
        }

    @property
    def points(self) -> dict[str, Decimal]:
        given = {code: field.points for code, field in self._named("points-") if field.points is not None}
        return {**self.closed.points, **given}

    @property
    def abstained(self) -> dict[str, str]:
        return {
            **self.closed.abstained,
            **{code: field.data for code, field in self._named("abstain-") if field.data},
        }

    @property
    def notes(self) -> dict[str, str]:
        return {name: field.data for name, field in self._named("note-") if field.data}

    def _named(self, prefix: str) -> list[tuple[str, Any]]:
        return [(name.removeprefix(prefix), field) for name, field in self._fields.items() if name.startswith(prefix)]

    def note_gaps(self, definition: CriteriaDefinition, kinds: Collection[str]) -> bool:
        """Say at every field what a sheet lacks before it can be handed in; True when there is nothing to say."""
        gaps = rules.gaps_in(Sheet(self.gates, self.points, self.abstained), definition, kinds)
        for code in gaps:
            if f"gate-{code}" in self._fields:
                self._add(f"gate-{code}", _("Điều kiện %(code)s: bạn chọn đạt hoặc chưa đạt.", code=code))
            else:
                self._add(
                    f"points-{code}", _("Tiêu chí %(code)s: bạn cho điểm, hoặc ghi lý do không chấm.", code=code)
                )
        return not gaps


def review_form(
    definition: CriteriaDefinition,
    kinds: Collection[str],
    sheet: Sheet,
    comment: str,
    *,
    notes: Mapping[str, str] | None = None,
    opened: Collection[str] | None = None,
    sent: bool = True,
) -> ReviewForm:
    """`sent=False` shows what is stored, whatever this request carries; `opened` are the codes that can be judged
    again, where not all can."""
    fields: dict[str, Any] = {}
    data: dict[str, Any] = {"comment": comment}
    for gate in definition.gates:
        if opened is not None and gate.code not in opened:
            continue
        fields[f"gate-{gate.code}"] = VerdictField(
            _("%(code)s đạt hay chưa?", code=gate.code), choices=[("yes", _("Đạt")), ("no", _("Chưa đạt"))]
        )
        if gate.code in sheet.gates:
            data[f"gate-{gate.code}"] = "yes" if sheet.gates[gate.code] else "no"
    for one in counted_criteria(definition, kinds):
        if opened is not None and one.code not in opened:
            continue
        fields[f"points-{one.code}"] = PointsField(
            one,
            label=_("Điểm %(code)s, từ 0 đến %(max)s", code=one.code, max=_plain(one.max)),
            render_kw={"inputmode": "decimal", "autocomplete": "off"},
        )
        if one.code in sheet.points:
            data[f"points-{one.code}"] = written(sheet.points[one.code])
        fields[f"abstain-{one.code}"] = StringField(
            _("Lý do không chấm %(code)s", code=one.code), [Length(max=NOTE_LENGTH)]
        )
        data[f"abstain-{one.code}"] = sheet.abstained.get(one.code, "")
    for group in definition.groups:
        fields[f"note-{group.code}"] = TextAreaField(
            _("Nhận xét nhóm %(code)s", code=group.code), [Length(max=NOTE_LENGTH)], render_kw={"rows": 2}
        )
        data[f"note-{group.code}"] = (notes or {}).get(group.code, "")
    fields["closed"] = rules.over(sheet, Sheet(), opened)[0]
    form_class = type("ReviewForm", (ReviewForm,), fields)
    form: ReviewForm = form_class(data=data) if sent else form_class(formdata=None, data=data)
    return form


def written(points: Decimal) -> str:
    """As the reader writes numbers: 7,5 in Vietnamese, 7.5 in English."""
    text = _plain(points)
    return text if locale() == "en" else text.replace(".", ",")


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


class AskOpinionForm(BaseForm):
    name = StringField(_l("Họ tên chuyên gia"), [InputRequired(), Length(max=rules.EXPERT_NAME_MAX)])
    email = EmailField(_l("Thư điện tử"), [InputRequired(), Email(), Length(max=200)])
    language = RadioField(
        _l("Viết thư bằng"), choices=[("vi", _l("Tiếng Việt")), ("en", _l("Tiếng Anh"))], default="vi"
    )
    question = TextAreaField(
        _l("Bạn muốn hỏi gì"),
        [InputRequired(), Length(max=rules.QUESTION_MAX)],
        description=_l(
            "Gửi nguyên văn. Người được hỏi đọc các câu trả lời của hồ sơ, không thấy người chấm và điểm."
        ),
        render_kw={"rows": 4},
    )
    shown_files = Checkboxes(_l("Cho xem các tệp"), description=_l("Không chọn tệp nào thì chỉ xem câu trả lời."))
    due_on = DayField(_l("Hạn trả lời"), [InputRequired()], description=_l("Liên kết hết hiệu lực khi hết ngày này."))

    def offer(self, files: Iterable[StoredFile]) -> None:
        self.shown_files.choices = [(one.public_id, one.name) for one in files]


class OpinionForm(BaseForm):
    text = TextAreaField(
        _l("Ý kiến của bạn"), [InputRequired(), Length(max=rules.OPINION_TEXT_MAX)], render_kw={"rows": 12}
    )
    file = FileField(
        _l("Tệp kèm theo"),
        description=_l("PDF, JPEG, PNG hoặc WebP, tối đa 10 MB. Tệp gửi sau thay tệp gửi trước."),
        render_kw={"accept": ACCEPT},
    )
    no_conflict = BooleanField(
        _l("Tôi không có quan hệ công việc, tiền bạc hay gia đình với không gian nộp hồ sơ."),
        [InputRequired(_l("Bạn cần xác nhận không có xung đột lợi ích. Nếu có, mời bạn báo ở phần dưới."))],
    )

    def prepared(self) -> tuple[bool, PreparedFile | None]:
        """Whether to go on, and the file if one was sent. Takes up to seconds, so call it before the transaction."""
        return sent_file(self, self.file)


class ConflictForm(BaseForm):
    note = TextAreaField(_l("Muốn nói thêm"), [Length(max=rules.CONFLICT_NOTE_MAX)], render_kw={"rows": 3})


def sent_file(form: BaseForm, field: FileField) -> tuple[bool, PreparedFile | None]:
    if not field.data:
        return True, None
    try:
        return True, prepare_upload(field.data, field=field.short_name)
    except DomainError as error:
        form.refuse(error)
        return False, None


class _AtForm(BaseForm):
    day = DayField(_l("Ngày"), [InputRequired()])
    hour = ClockField(_l("Giờ"), [InputRequired()], example="09:30")

    @property
    def starts_at(self) -> datetime | None:
        return at(self.day.data, self.hour.data, clock.HOUSE_ZONE) if self.day.data and self.hour.data else None


class PlanVisitForm(_AtForm):
    visitors = StringField(_l("Ai đến thăm"), [InputRequired(), Length(max=rules.VISITORS_MAX)])
    checklist = Checkboxes(_l("Cần xem những gì"))
    note = TextAreaField(
        _l("Lời nhắn cho không gian"),
        [Length(max=rules.VISIT_TEXT_MAX)],
        description=_l("Không gian đọc nguyên văn trong thư."),
        render_kw={"rows": 3},
    )

    def offer(self, items: Iterable[tuple[str, str]]) -> None:
        self.checklist.choices = list(items)


class OtherTimeForm(_AtForm):
    note = TextAreaField(_l("Lời nhắn"), [Length(max=rules.VISIT_TEXT_MAX)], render_kw={"rows": 3})


class FinishVisitForm(BaseForm):
    """With a field for every line of the checklist: `finish_form` builds the class."""

    visitors = StringField(_l("Ai đã đến"), [InputRequired(), Length(max=rules.VISITORS_MAX)])
    overall = TextAreaField(
        _l("Nhận xét chung"), [InputRequired(), Length(max=rules.VISIT_TEXT_MAX)], render_kw={"rows": 4}
    )

    @property
    def findings(self) -> dict[str, str]:
        return {f.short_name.removeprefix("finding-"): f.data or "" for f in self if "finding-" in f.short_name}

    @property
    def lines(self) -> list[Any]:
        return [field for field in self if "finding-" in field.short_name]


def finish_form(visit: SiteVisit, items: Mapping[str, str], *, sent: bool) -> FinishVisitForm:
    lines = {
        f"finding-{code}": TextAreaField(
            items.get(code, code), [Length(max=rules.VISIT_TEXT_MAX)], render_kw={"rows": 2}
        )
        for code in visit.checklist
    }
    form_class = type("FinishVisitForm", (FinishVisitForm,), lines)
    data = {"visitors": visit.visitors}
    form: FinishVisitForm = (
        form_class(data=data, prefix="finish") if sent else form_class(formdata=None, data=data, prefix="finish")
    )
    return form


class CancelVisitForm(BaseForm):
    reason = TextAreaField(
        _l("Lý do"),
        [InputRequired(), Length(max=rules.VISIT_TEXT_MAX)],
        description=_l("Không gian đọc nguyên văn trong thư."),
        render_kw={"rows": 3},
    )


class VisitPhotoForm(BaseForm):
    photo = FileField(
        _l("Ảnh"),
        [FileRequired(_l("Bạn chưa chọn ảnh."))],
        description=_l("JPEG, PNG hoặc WebP, tối đa 10 MB. Nơi chụp và thông tin máy ảnh được xoá."),
        render_kw={"accept": PHOTO_ACCEPT},
    )
    caption = StringField(_l("Trong ảnh có gì"), [InputRequired(), Length(max=rules.CAPTION_MAX)])

    def prepared(self) -> PreparedFile | None:
        """The largest of its sizes; takes a second, so call it before the transaction."""
        try:
            return prepare_photo(self.photo.data, field="photo").sizes[-1][2]
        except DomainError as error:
            self.refuse(error)
            return None
