"""Forms of photos that everybody sees, for whatever they belong to."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import SelectField, StringField
from wtforms.validators import DataRequired, Length

from app.core.errors import DomainError
from app.files.kinds import PHOTO_ACCEPT
from app.files.photos import ALT_MAX, Move
from app.files.service import PreparedPhoto, prepare_photo
from app.web.forms import BaseForm


class PhotoWordsForm(BaseForm):
    alt_vi = StringField(_l("Trong ảnh có gì"), [DataRequired(), Length(max=ALT_MAX)])
    alt_en = StringField(_l("Trong ảnh có gì, bằng tiếng Anh"), [Length(max=ALT_MAX)])

    def words(self) -> dict[str, str]:
        return {"alt_vi": self.alt_vi.data, "alt_en": self.alt_en.data}


class PhotoForm(PhotoWordsForm):
    photo = FileField(
        _l("Ảnh"),
        [FileRequired(_l("Bạn chưa chọn ảnh."))],
        description=_l(
            "JPEG, PNG hoặc WebP, tối đa 10 MB. Ảnh ngang đẹp hơn. Nơi chụp và thông tin máy ảnh được xoá."
        ),
        render_kw={"accept": PHOTO_ACCEPT},
    )

    def prepared(self) -> PreparedPhoto | None:
        """Checked, drawn and written to disk, so call it before the transaction; None with the reason at the field."""
        try:
            return prepare_photo(self.photo.data, field=self.photo.name)
        except DomainError as error:
            self.refuse(error)
            return None


class PhotoMoveForm(BaseForm):
    to = SelectField(choices=[move.value for move in Move])


class PhotoRemoveForm(BaseForm):
    """A button."""
