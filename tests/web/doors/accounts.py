from app.accounts.queries import sign_ins_of
from app.mail import links
from tests.web.doors.door import SELF, Door
from tests.web.doors.here import Here

DOORS = {
    "account.email": Door("signed_in"),
    "account.email_sent": Door("signed_in"),
    "account.end_others": Door("signed_in"),
    "account.end_sign_in": Door("signed_in", SELF),
    "account.password": Door("signed_in"),
    "account.show": Door("signed_in"),
    "account.sign_ins": Door("signed_in"),
    "accounts.change_email": Door("signed_in"),
    "accounts.check_mail": Door("anyone"),
    "accounts.code": Door("anyone"),
    "accounts.confirm": Door("anyone"),
    "accounts.forgot_password": Door("anyone"),
    "accounts.home": Door("signed_in"),
    "accounts.privacy": Door("anyone"),
    "accounts.reset_password": Door("anyone"),
    "accounts.reset_sent": Door("anyone"),
    "accounts.sign_in": Door("anyone"),
    "accounts.sign_out": Door("anyone"),
    "accounts.sign_up": Door("anyone"),
    "accounts_staff.disable": Door("is_administrator"),
    "accounts_staff.enable": Door("is_administrator"),
    "accounts_staff.end_sign_ins": Door("is_administrator"),
    "accounts_staff.people": Door("is_administrator"),
    "accounts_staff.person": Door("is_administrator"),
    "accounts_staff.reset_second_factor": Door("is_administrator"),
    "second_factor.codes": Door("signed_in"),
    "second_factor.enrol": Door("signed_in"),
    "second_factor.off": Door("signed_in"),
    "second_factor.show": Door("signed_in"),
}


def things(here: Here) -> dict[str, dict[str, str]]:
    return {
        "account": {"public_id": sign_ins_of(here.owner.id)[0].public_id},
        "accounts": {"token": links.sign("confirm", "khong-co")},
        "accounts_staff": {"public_id": here.stranger.public_id},
    }
