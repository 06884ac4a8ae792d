"""单位 from a table: shown first, carried out once, refused where something is wrong."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from units_reading import SYSTEM_ADMINISTRATOR, address, text

from gongkai.office.actors import DutyKind
from gongkai.office.units.models import Unit

pytestmark = pytest.mark.usefixtures("world_day")

ROWS = "名称,类别,上级单位\n青石市档案局,部门,青石市人民政府\n"


def upload(client, data, name="单位.csv", on="2026-03-10"):
    return client.post(address("import"), {"file": SimpleUploadedFile(name, data), "on": on})


class TestImport:
    def test_it_is_shown_first_and_then_carried_out_once(self, enter):
        client = enter("platform", SYSTEM_ADMINISTRATOR)
        answer = upload(client, ROWS.encode("gb18030"))
        assert answer.status_code == 302
        assert not Unit.objects.filter(name="青石市档案局").exists()
        page = client.get(answer["Location"])
        assert "新设（1 行）" in text(page)
        shown = re.search(r'name="shown" value="([0-9a-f]{64})"', page.content.decode()).group(1)
        assert client.post(answer["Location"], {"shown": shown})["Location"] == address("list")
        again = client.post(answer["Location"], {"shown": shown})
        assert again.status_code == 409
        assert "可能已经导入过一次" in text(again)
        assert Unit.objects.filter(name="青石市档案局").count() == 1

    def test_wrong_rows_stand_first_and_there_is_no_button(self, enter):
        client = enter("platform", SYSTEM_ADMINISTRATOR)
        page = text(client.get(upload(client, (ROWS + "乙局,处室,乌有\n").encode())["Location"]))
        assert "有 1 行有错误，现在不能导入" in page
        assert page.index("B3 “处室”不是单位类别") < page.index("青石市档案局")
        assert "确认导入" not in page

    def test_what_was_not_shown_is_not_carried_out(self, enter):
        client = enter("platform", SYSTEM_ADMINISTRATOR)
        url = upload(client, ROWS.encode())["Location"]
        assert client.post(url, {"shown": "0" * 64}).status_code == 409
        assert client.post(url, {}).status_code == 422
        assert not Unit.objects.filter(name="青石市档案局").exists()

    @pytest.mark.parametrize(
        ("data", "name", "words"),
        [
            (b"%PDF-1.4", "a.csv", "不是 .xlsx 或 .csv"),
            (b"", "a.csv", "空"),
            ("姓名\n张三".encode(), "a.csv", "没有“名称”一列的表头"),
            (b"a" * (5 * 2**20 + 1), "a.csv", "上限"),
        ],
    )
    def test_a_file_that_cannot_be_read_is_refused_at_its_field(self, enter, data, name, words):
        answer = upload(enter("platform", SYSTEM_ADMINISTRATOR), data, name)
        assert answer.status_code == 422
        assert words in text(answer)

    def test_the_ticket_of_another_or_a_forged_one_opens_nothing(self, enter):
        url = upload(enter("platform", SYSTEM_ADMINISTRATOR), ROWS.encode())["Location"]
        assert enter("city", DutyKind.SUPERVISOR).get(url).status_code == 403
        assert enter("platform", SYSTEM_ADMINISTRATOR).get(address("import-preview", "abc")).status_code == 404

    def test_the_template_is_a_workbook(self, enter):
        answer = enter("platform", SYSTEM_ADMINISTRATOR).get(address("import-template"))
        assert answer.content.startswith(b"PK")
