from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, MultipleFileField
from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app.accounts.models import User
from app.applications import rules
from app.applications.models import Answer, Call, Evidence, EvidenceFile, Supplement
from app.applications.rules import ANSWER_LENGTH, Section
from app.applications.service import Reply
from app.core.diff import both
from app.core.errors import DomainError
from app.core.text import clean, pick
from app.criteria.definition import Criterion, Gate
from app.criteria.models import CriteriaSet
from app.files.kinds import EVIDENCE_ACCEPT
from app.files.service import PreparedFile, prepare_evidence
from app.spaces.models import Space
from app.web.fields import DayField
from app.web.forms import BaseForm
from app.web.language import locale

MINE, THEIRS, MERGE = "mine", "theirs", "merge"


class ActForm(BaseForm):
    """A button."""


class MessageForm(BaseForm):
    body = TextAreaField(
        _l("Lời nhắn"),
        [DataRequired(_l("Bạn chưa viết gì.")), Length(max=rules.MESSAGE_LENGTH)],
        render_kw={"rows": 4},
    )


class StartForm(BaseForm):
    space = RadioField(_l("Không gian đăng ký"), [InputRequired(_l("Bạn chọn một không gian."))])
    call = RadioField(_l("Đợt đăng ký"), [InputRequired(_l("Bạn chọn một đợt đăng ký."))])

    def offer(self, spaces: Iterable[Space], calls: Iterable[Call]) -> None:
        self.space.choices = [(space.public_id, pick(space, "name", locale())) for space in spaces]
        self.call.choices = [(call.public_id, pick(call, "title", locale())) for call in calls]
        for field in (self.space, self.call):
            if not field.raw_data and len(field.choices) == 1:
                field.data = field.choices[0][0]


@dataclass(frozen=True)
class Files:
    """The library of a space, and what of it hangs where in one application."""

    library: Sequence[EvidenceFile]
    attached: Mapping[str, Sequence[Evidence]]

    @property
    def choices(self) -> list[tuple[str, str]]:
        return [(one.file.public_id, one.file.name) for one in self.library]

    def at(self, code: str) -> list[str]:
        return [link.file.public_id for link in self.attached.get(code, [])]


PARTS = ("text", "declared", "file", "files")


class SectionForm(BaseForm):
    """The fields of one section; `section_form` builds the class, since the criteria are data."""

    section: Section
    merging: Sequence[str] = ()

    def part(self, name: str, code: str) -> Any:
        """The field of an item ("text", "declared", "files", "had", "file", "seen", "met", "choice"), or None where it has no such field."""
        return self._fields.get(f"{name}-{code}")

    def value(self, name: str, code: str) -> Any:
        field = self.part(name, code)
        return field.data if field is not None else None

    def was_sent_for(self, code: str) -> bool:
        return any(field is not None and bool(field.raw_data) for field in (self.part(part, code) for part in PARTS))

    def read_replies(self, locked: Collection[str] = ()) -> dict[str, Reply]:
        """The items whose fields are sound. Uploads are checked and written to disk here: call it before the
        transaction. An item with a wrong file is given without it, the reason stands at its file field."""
        self.merging = [code for code in self.section.codes if self._asks_for_both(code)]
        return {
            code: self.reply(code)
            for code in self.section.codes
            if not self._is_too_long(code) and code not in self.merging
            # What is locked has no fields on the page; who sends it all the same is told so by the service.
            if code not in locked or self.was_sent_for(code)
        }

    def _asks_for_both(self, code: str) -> bool:
        """Not edited since the difference was shown: the page comes back with both texts in the box."""
        _theirs, mine = self._met(code)
        return self.value("choice", code) == MERGE and self._typed(code) == mine

    def _met(self, code: str) -> tuple[str, str]:
        """Which answers a difference was shown of, if one was: what is stored, and what was typed."""
        theirs, _dot, mine = (self.value("met", code) or "").partition(".")
        return theirs, mine

    def _typed(self, code: str) -> str:
        return rules.fingerprint(clean(self.value("text", code) or ""), bool(self.value("declared", code)))

    def faults_at(self, code: str) -> list[str]:
        return [
            fault
            for name in ("text", "files", "choice")
            if self.part(name, code)
            for fault in self.part(name, code).errors
        ]

    def _is_too_long(self, code: str) -> bool:
        field = self.part("text", code)
        return field is not None and bool(field.errors)

    def reply(self, code: str) -> Reply:
        """Typed over what is stored, once somebody has seen the difference and chosen or mended their text."""
        theirs, mine = self._met(code)
        choice = self.value("choice", code)
        settled = theirs and (choice in (MINE, MERGE) or self._typed(code) != mine)
        had, ticked = set((self.value("had", code) or "").split()), set(self.value("files", code) or [])
        return Reply(
            seen=theirs if settled else self.value("seen", code) or "",
            text=self.value("text", code) or "",
            declared=bool(self.value("declared", code)),
            untouched=bool(theirs) and choice == THEIRS,
            uploads=tuple(self._uploads(code)),
            # Only what this page changed: somebody else's files, which it does not know of, stay.
            attach=frozenset(ticked - had),
            detach=frozenset(had - ticked),
        )

    def _uploads(self, code: str) -> Iterator[PreparedFile]:
        for upload in self.value("file", code) or []:
            if not upload:
                continue
            try:
                yield prepare_evidence(upload, field=f"file-{code}")
            except DomainError as error:
                self.refuse(error)

    def show_saved(self, answers: Mapping[str, Answer], stale: Iterable[str], files: Files) -> None:
        """Say which items others have changed, and let the next save of the rest be one over what is stored now."""
        for code in self.section.codes:
            now, words = rules.seen_now(answers.get(code)), self.part("text", code)
            self.part("choice", code).data = None
            if code in stale:
                self._add(
                    (words or self.part("declared", code)).name,
                    _("Có người trong nhóm vừa sửa mục này. Bạn chọn giữ bản nào, rồi lưu lại."),
                )
                self.part("met", code).data = f"{now}.{self._typed(code)}"
            else:
                self.part("seen", code).data, self.part("met", code).data = now, ""
                stored = answers.get(code)
                if code in self.merging and words is not None:
                    words.data = both(stored.text if stored else "", words.data or "")
                    self._add(words.name, _("Hai bản đã nằm chung trong ô này. Bạn sửa lại cho gọn, rồi lưu."))
            if ticks := self.part("files", code):
                ticks.choices, ticks.data = files.choices, files.at(code)
                self.part("had", code).data = " ".join(files.at(code))


def section_form(section: Section, answers: Mapping[str, Answer], files: Files) -> SectionForm:
    fields: dict[str, Any] = {"section": section}
    data: dict[str, Any] = {}
    for item in section.items:
        answer = answers.get(item.code)
        fields |= _fields_of(item, files)
        data[f"seen-{item.code}"] = rules.seen_now(answer)
        data[f"text-{item.code}"] = answer.text if answer else ""
        data[f"declared-{item.code}"] = bool(answer and answer.declared)
        data[f"files-{item.code}"] = files.at(item.code)
        data[f"had-{item.code}"] = " ".join(files.at(item.code))
    form: SectionForm = type("SectionForm", (SectionForm,), fields)(data=data)
    return form


def _fields_of(item: Gate | Criterion, files: Files) -> dict[str, Any]:
    parts = _consent_parts(item) if rules.is_consent(item) else _answer_parts(item, files)
    parts["seen"] = parts["met"] = {"field": HiddenField}
    parts["choice"] = {
        "field": RadioField,
        "label": _("Bạn muốn giữ bản nào?"),
        "choices": [
            (MINE, _("Giữ bản của tôi")),
            (THEIRS, _("Lấy bản đang lưu")),
            *([] if rules.is_consent(item) else [(MERGE, _("Ghép cả hai để tôi sửa lại"))]),
        ],
        "validators": [Optional()],
    }
    # A code may have dots, which an id had better not have.
    return {
        f"{part}-{item.code}": make["field"](
            id=f"{part}-{item.code.replace('.', '_')}", **{name: one for name, one in make.items() if name != "field"}
        )
        for part, make in parts.items()
    }


def _consent_parts(item: Gate | Criterion) -> dict[str, dict[str, Any]]:
    """One box, never ticked for anybody: it shows what this team itself saved before."""
    title = pick(item, "title", locale())
    return {"declared": {"field": BooleanField, "label": _("Chúng tôi đồng ý: %(title)s", title=title)}}


def _answer_parts(item: Gate | Criterion, files: Files) -> dict[str, dict[str, Any]]:
    return {
        "text": {
            "field": TextAreaField,
            "label": f"{item.code} · {pick(item, 'title', locale())}",
            "validators": [Length(max=ANSWER_LENGTH)],
            "description": pick(item, "help", locale()),
            "render_kw": {"rows": 7},
        },
        "files": {
            "field": SelectMultipleField,
            "label": _("Minh chứng cho %(code)s", code=item.code),
            "choices": files.choices,
            "validators": [Optional()],
            "option_widget": CheckboxInput(),
            "widget": ListWidget(prefix_label=False),
        },
        "had": {"field": HiddenField},
        "file": {
            "field": MultipleFileField,
            "label": _("Gửi tệp mới cho %(code)s", code=item.code),
            "description": _("PDF, ảnh, DOCX hoặc XLSX; chọn được nhiều tệp, mỗi tệp tối đa 20 MB."),
            "render_kw": {"accept": EVIDENCE_ACCEPT, "multiple": True},
        },
    }


class ContactForm(BaseForm):
    contact = SelectField(_l("Người nhận thư về hồ sơ"), [DataRequired()])

    def offer(self, people: Iterable[User], now: User | None) -> None:
        self.contact.choices = [(one.public_id, one.name) for one in people]
        if now is not None and not self.filled:
            self.contact.data = now.public_id


class PaperStartForm(BaseForm):
    space = SelectField(_l("Không gian"), [DataRequired(_l("Bạn chọn một không gian."))])
    call = SelectField(_l("Đợt đăng ký"), [DataRequired(_l("Bạn chọn một đợt đăng ký."))])

    def offer(self, spaces: Iterable[Space], calls: Iterable[Call]) -> None:
        self.space.choices = [("", _("Chưa chọn")), *((one.public_id, pick(one, "name", locale())) for one in spaces)]
        self.call.choices = [(one.public_id, pick(one, "title", locale())) for one in calls]


class PaperForm(BaseForm):
    signed_on = DayField(_l("Ngày ký trên giấy"), [InputRequired(_l("Bạn điền ngày ký trên giấy."))])
    scan = FileField(
        _l("Bản quét tờ giấy đã ký"),
        description=_l("PDF hoặc ảnh chụp rõ, tối đa 20 MB. Người đại diện ký đồng ý trên tờ này."),
        render_kw={"accept": EVIDENCE_ACCEPT},
    )

    def read_scan(self) -> PreparedFile | None:
        if not self.scan.data:
            self._add("scan", _("Bạn gửi bản quét tờ giấy đã ký."))
            return None
        try:
            return prepare_evidence(self.scan.data, field="scan")
        except DomainError as error:
            self.refuse(error)
            return None


class LibraryForm(BaseForm):
    file = MultipleFileField(
        _l("Thêm tệp vào kho"),
        description=_l("PDF, ảnh, DOCX hoặc XLSX; chọn được nhiều tệp, mỗi tệp tối đa 20 MB."),
        render_kw={"accept": EVIDENCE_ACCEPT, "multiple": True},
    )

    def read_uploads(self) -> list[PreparedFile]:
        """Those that are sound, checked and on the disk; the reasons of the others stand at the field."""
        prepared = []
        for upload in self.file.data or []:
            if not upload:
                continue
            try:
                prepared.append(prepare_evidence(upload, field="file"))
            except DomainError as error:
                self.refuse(error)
        if not prepared and not self.file.errors:
            self._add("file", _("Bạn chưa chọn tệp nào."))
        return prepared


class CallChangeForm(BaseForm):
    title_vi = StringField(_l("Tên đợt, tiếng Việt"), [DataRequired(), Length(max=200)])
    title_en = StringField(_l("Tên đợt, tiếng Anh"), [Optional(), Length(max=200)])
    closes_on = DayField(
        _l("Đến hết ngày"),
        [Optional()],
        description=_l("Để trống nếu nhận hồ sơ quanh năm. Muốn đóng sớm, chọn hôm nay: hết ngày hôm nay thì đóng."),
    )
    decision_planned_on = DayField(
        _l("Ngày dự kiến có quyết định"), [Optional()], description=_l("Ngày này được in trên giấy tiếp nhận.")
    )
    reason = TextAreaField(
        _l("Lý do đổi ngày"),
        [Length(max=1000)],
        description=_l("Cần khi ngày thay đổi. Những người đang có bản nháp trong đợt này nhận nguyên văn qua thư."),
        render_kw={"rows": 3},
    )


class SupplementForm(BaseForm):
    """Why there is nothing to add, item by item; `supplement_form` builds the class."""

    codes: tuple[str, ...] = ()

    def word(self, code: str) -> Any:
        return self._fields[f"none-{code}"]

    @property
    def words(self) -> dict[str, str]:
        return {code: self.word(code).data or "" for code in self.codes}

    def note_gaps(self, codes: Iterable[str]) -> None:
        for code in codes:
            self._add(f"none-{code}", _("Mục này chưa có gì mới. Bạn sửa mục, hoặc ghi vì sao không có gì thêm."))


def supplement_form(supplement: Supplement) -> SupplementForm:
    fields: dict[str, Any] = {"codes": tuple(item.code for item in supplement.items)}
    for item in supplement.items:
        fields[f"none-{item.code}"] = StringField(
            _("Không có gì thêm? Bạn ghi vì sao"),
            [Length(max=500)],
            id=f"none-{item.code.replace('.', '_').replace(':', '_')}",
            render_kw={"autocomplete": "off"},
        )
    words = {f"none-{item.code}": item.nothing_more for item in supplement.items}
    form: SupplementForm = type("SupplementForm", (SupplementForm,), fields)(data=words)
    return form


class CallForm(BaseForm):
    title_vi = StringField(_l("Tên đợt, tiếng Việt"), [DataRequired(), Length(max=200)])
    title_en = StringField(_l("Tên đợt, tiếng Anh"), [Optional(), Length(max=200)])
    criteria = SelectField(_l("Bộ tiêu chí"), [DataRequired()])
    opens_on = DayField(_l("Nhận hồ sơ từ ngày"), [InputRequired()])
    closes_on = DayField(_l("Đến hết ngày"), [Optional()], description=_l("Để trống nếu nhận hồ sơ quanh năm."))
    decision_planned_on = DayField(
        _l("Ngày dự kiến có quyết định"), [Optional()], description=_l("Ngày này được in trên giấy tiếp nhận.")
    )

    blind = BooleanField(
        _l("Chấm kín"),
        description=_l(
            "Người chấm không thấy tên, địa chỉ, người phụ trách của không gian và tên tệp; hồ sơ chỉ mang mã số. Nội dung bên trong tệp thì giữ nguyên."
        ),
    )

    def offer(self, sets: Iterable[CriteriaSet]) -> None:
        self.criteria.choices = [
            (
                one.public_id,
                _("%(title)s, phiên bản %(version)s", title=pick(one, "title", locale()), version=one.edition),
            )
            for one in sets
        ]
