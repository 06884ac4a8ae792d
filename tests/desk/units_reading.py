"""The screens of units as tests read them: who keeps units, an address by its name, the words of a page without tags."""

import re

from django.urls import reverse

from gongkai.office.actors import DutyKind

SYSTEM_ADMINISTRATOR, KEEPER = DutyKind.SYSTEM_ADMINISTRATOR, DutyKind.UNIT_ADMINISTRATOR


def address(name, *args):
    return reverse(f"desk:units:{name}", args=args)


def text(answer):
    words = re.sub(r"<script.*?</script>|<style.*?</style>|<[^>]+>", " ", answer.content.decode(), flags=re.DOTALL)
    return " ".join(words.split())
