"""What tests of the desk read: an address by its name, the text of an answer, the verbs of the trail."""

from django.urls import reverse

from gongkai.office.audit.models import AuditEntry


def address(name, *args):
    return reverse(f"desk:{name}", args=args)


def text(response):
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return body.decode()


def page(answer):
    """The text of a page that is there."""
    assert answer.status_code == 200, answer
    return answer.content.decode()


def verbs():
    """Everything the trail says was done, oldest first."""
    return list(AuditEntry.objects.order_by("seq").values_list("verb", flat=True))
