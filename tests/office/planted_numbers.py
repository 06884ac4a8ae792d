"""An identity number planted in an attachment, and where the gates find it."""

from datetime import date

from gongkai.office.clearance.content import AttachmentRef, Content
from gongkai.office.clearance.gates import run
from gongkai.office.clearance.gates.personal import check_digit

TODAY = date(2026, 3, 10)
PLANTED = "33010219900101123" + check_digit("33010219900101123")


def findings(data, name="名单.bin", **more):
    content = Content(
        "关于检查的通知（演示）", body_html=f"<p>附件：{name}</p>", attachments=(AttachmentRef(7, "a" * 64, name),)
    )
    return run(content, today=TODAY, open_file=lambda _id: data, **more)


def planted(data, name="名单.bin"):
    return [one.place for one in findings(data, name) if one.code == "personal_data.id_number"]
