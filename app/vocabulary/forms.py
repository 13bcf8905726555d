from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField
from wtforms.validators import DataRequired, Length

from app.vocabulary.models import Word
from app.vocabulary.queries import seen
from app.vocabulary.rules import NAME_MAX
from app.web.forms import BaseForm


class WordForm(BaseForm):
    was = HiddenField()
    name_vi = StringField(_l("Tên"), [DataRequired(), Length(max=NAME_MAX)])
    name_en = StringField(_l("Tên tiếng Anh"), [DataRequired(), Length(max=NAME_MAX)])

    def show(self, word: Word) -> None:
        self.was.data, self.name_vi.data, self.name_en.data = seen(word), word.name_vi, word.name_en
