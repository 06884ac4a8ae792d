"""All acts on units, by their contract names; each lives in the module of its sort."""

from gongkai.office.units.history import (
    bring_up_to_date,
    close_unit,
    merge_units,
    move_unit,
    rename_unit,
    reopen_unit,
)
from gongkai.office.units.importing.carrying import carry_out_import
from gongkai.office.units.importing.plan import plan_import
from gongkai.office.units.importing.template import template as import_template
from gongkai.office.units.leadership import (
    end_group_member,
    end_responsibility,
    record_briefing,
    set_group_member,
    set_responsibility,
)
from gongkai.office.units.opening import change_unit, open_unit
from gongkai.office.units.sections import add_section, change_section, close_section, reopen_section

__all__ = [
    "add_section",
    "bring_up_to_date",
    "carry_out_import",
    "change_section",
    "change_unit",
    "close_section",
    "close_unit",
    "end_group_member",
    "end_responsibility",
    "import_template",
    "merge_units",
    "move_unit",
    "open_unit",
    "plan_import",
    "record_briefing",
    "rename_unit",
    "reopen_section",
    "reopen_unit",
    "set_group_member",
    "set_responsibility",
]
