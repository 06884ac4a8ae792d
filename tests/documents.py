"""Making documents in tests: writing, passing all reviewers, publishing."""

from gongkai.office.actors import DutyKind
from gongkai.office.catalog import services
from gongkai.office.catalog.metadata import Metadata
from gongkai.office.clearance.services import accept_finding
from gongkai.office.files.services import store
from rounds_of_review import pass_all

TITLE = "青石市科学技术局关于废止《青石市科技创新券管理办法》等三十二部规范性文件的决定（演示）"
BODY = (
    "<h2>一、总体要求</h2><p>为进一步规范管理，现决定废止三十二部文件（演示）。</p>"
    '<table><caption>废止目录（演示）</caption><tr><th>序号</th><th colspan="2">名称</th></tr>'
    "<tr><td>1</td><td>管理办法</td><td>全文废止</td></tr></table>"
)
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\nxref\n0 4\n0000000000 65535 f \n0000000009 00000 n \n0000000052 00000 n \n0000000101 00000 n \ntrailer<</Size 4/Root 1 0 R>>\nstartxref\n164\n%%EOF\n"


def drafter(world, slug="science"):
    return world.actor(slug, DutyKind.DRAFTER)


#: 其他法定公开事项: what every unit has.
TOLD = Metadata(heading="20-15")


def started(
    world, *, slug="science", title=TITLE, body=BODY, kind="document", attachments=(), metadata=TOLD, by=None, at=None
):
    return services.start_document(
        world.unit(slug),
        world.section(slug),
        kind,
        title,
        document_number="青科发〔2026〕12号",
        formed_on=world.today,
        body=body,
        attachments=attachments,
        metadata=metadata,
        by=by or drafter(world, slug),
        at=at or world.now,
    )


def saved(world, document, *, base=None, by=None, at=None, **changes):
    latest = document.revisions.latest("number")
    words = {
        "title": latest.title,
        "document_number": latest.document_number,
        "formed_on": latest.formed_on,
        "body": latest.body,
        "attachments": [(item.file, item.name) for item in latest.attachments.all()],
    } | changes
    return services.save(
        document, base=latest.number if base is None else base, by=by or drafter(world), at=at or world.now, **words
    )


def settled(world, document, *, by=None, at=None):
    """The gates have looked, and whatever they say is accepted with a reason."""
    by, at = by or drafter(world, document.unit.slug), at or world.now
    for finding in services.check(document, by=by, at=at):
        if finding.state == "open":
            accept_finding(finding, "演示文稿，按原文保留", by=by, at=at)


def submitted(world, document, *, by=None, at=None):
    settled(world, document, by=by, at=at)
    correction = document.revisions.latest("number").correction or "改正一处笔误（演示）"
    return services.submit(
        document, correction=correction, by=by or drafter(world, document.unit.slug), at=at or world.now
    )


def cleared(world, document, *, at=None):
    return pass_all(world, submitted(world, document, at=at), slug=document.unit.slug, at=at)


def published(world, document=None, *, at=None, **more):
    document = document or started(world, at=at, **more)
    cleared(world, document, at=at)
    services.publish(document, by=world.actor(document.unit.slug, DutyKind.FINAL_REVIEWER), at=at or world.now)
    document.refresh_from_db()
    return document


def stored(world, data=PDF, name="附件.pdf", by=None):
    return store(data, name=name, by=by or drafter(world), at=world.now)
