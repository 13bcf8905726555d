from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired

from app.criteria.definition import LARGEST_DOCUMENT, CriteriaDefinition, DefinitionError, parse_yaml
from app.criteria.lines import line_of
from app.criteria.messages import PROBLEMS
from app.web.forms import BaseForm

_BYTES_PER_CHARACTER = 4
_PROBLEMS_SHOWN = 50


class SetFileForm(BaseForm):
    file = FileField(
        _l("Tệp YAML của bộ tiêu chí"),
        [FileRequired(_l("Bạn chưa chọn tệp."))],
        description=_l("Tệp .yaml theo mẫu của bộ mặc định, mã hóa UTF-8, tối đa 256 KB. Tải lên chỉ tạo bản nháp."),
        render_kw={"accept": ".yaml,.yml,application/yaml,text/yaml"},
    )

    def read_definition(self) -> CriteriaDefinition | None:
        """What the file says; None when it is not a criteria set, with every problem at the field."""
        try:
            text = self.file.data.read(LARGEST_DOCUMENT * _BYTES_PER_CHARACTER).decode("utf-8-sig")
        except UnicodeDecodeError:
            self._add("file", _("Tệp không phải chữ UTF-8. Bạn lưu lại tệp với mã hóa UTF-8."))
            return None
        try:
            return parse_yaml(text)
        except DefinitionError as error:
            for sentence in problem_sentences(error, text):
                self._add("file", sentence)
            return None


def problem_sentences(error: DefinitionError, text: str) -> list[str]:
    sentences = []
    for problem in error.problems[:_PROBLEMS_SHOWN]:
        line = line_of(problem, text, error)
        words = {"line": line, "path": problem.path, "problem": PROBLEMS[problem.code]}
        match line, problem.path:
            case None, "":
                sentences.append(_("Tệp: %(problem)s.", **words))
            case None, _path:
                sentences.append(_("%(path)s: %(problem)s.", **words))
            case _line, "":
                sentences.append(_("Dòng %(line)s: %(problem)s.", **words))
            case _:
                sentences.append(_("Dòng %(line)s, %(path)s: %(problem)s.", **words))
    if len(error.problems) > _PROBLEMS_SHOWN:
        sentences.append(_("Còn %(count)s lỗi nữa.", count=len(error.problems) - _PROBLEMS_SHOWN))
    return sentences


class ActForm(BaseForm):
    """A button."""
