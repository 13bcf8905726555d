"""No pages: the shelf on which `app.web.kept` puts aside what was typed."""

from flask import Flask

from app.kept import service
from app.web.kept import Shelf


def init_app(app: Flask) -> None:
    app.extensions["kept_forms"] = Shelf(service.keep_form, service.find_form, service.drop_form)
