"""Tables of documents for the tests: rows as a clerk fills them in, with files beside them."""

import io
import zipfile

import openpyxl

from gongkai.office.actors import DutyKind
from gongkai.office.catalog.importing import services

HEADS = ("标题", "文号", "成文日期", "目录类目", "正文", "附件")


def row(
    title="关于开展演示工作的通知",
    number="青科发〔2026〕31号",
    day="2026-03-05",
    heading="20-15",
    body="一段。\n二段。",
    files="",
):
    return (title, number, day, heading, body, files)


def workbook(*rows, heads=HEADS):
    book = openpyxl.Workbook()
    for cells in [heads, *rows]:
        book.active.append(list(cells))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def archive(files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, data in files.items():
            opened.writestr(name, data)
    return out.getvalue()


def clerk(world, slug="science"):
    return world.actor(slug, DutyKind.DRAFTER)


def sent(world, data, *files, by=None, name="信息.xlsx"):
    uploads = [(file, io.BytesIO(content)) for file, content in files]
    return services.take_in(data, name, uploads, by=by or clerk(world), at=world.now)


def planned(world, data, *files, by=None):
    by = by or clerk(world)
    return services.plan_of(sent(world, data, *files, by=by), by=by, at=world.now)


def imported(world, data, *files, by=None, **more):
    by = by or clerk(world)
    batch = sent(world, data, *files, by=by)
    plan = services.plan_of(batch, by=by, at=world.now)
    return services.carry_out(batch, shown=plan.fingerprint, by=by, at=world.now, **more)


def reasons(plan):
    return {row.number: [str(problem) for problem in row.problems] for row in plan.wrong}
