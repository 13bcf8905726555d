"""Flask-Login, told to trust nothing but what a feature's loader says of this request."""

from flask import Flask
from flask_login import LoginManager

login_manager = LoginManager()


def init_app(app: Flask) -> None:
    login_manager.session_protection = None
    login_manager.init_app(app)
