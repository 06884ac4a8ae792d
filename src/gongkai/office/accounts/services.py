"""What may be done with people, posts, deputies, passwords and sign-ins; each act names its permissions and refusals."""

from gongkai.office.accounts.confirming import confirm_deputy, confirm_post, decline_deputy, decline_post
from gongkai.office.accounts.people import (
    NewPerson,
    add_person,
    change_person,
    deactivate_person,
    note_person_read,
    reactivate_person,
)
from gongkai.office.accounts.posts import appoint_deputy, end_deputy, end_post, grant_post
from gongkai.office.accounts.signing import (
    change_password,
    note_factor,
    note_recovery_codes,
    note_sign_in,
    reset_password,
    unlock,
)

__all__ = [
    "NewPerson",
    "add_person",
    "appoint_deputy",
    "change_password",
    "change_person",
    "confirm_deputy",
    "confirm_post",
    "deactivate_person",
    "decline_deputy",
    "decline_post",
    "end_deputy",
    "end_post",
    "grant_post",
    "note_factor",
    "note_person_read",
    "note_recovery_codes",
    "note_sign_in",
    "reactivate_person",
    "reset_password",
    "unlock",
]
