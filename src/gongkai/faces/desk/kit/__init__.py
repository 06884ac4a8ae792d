"""What every screen of the desk is made of.

Topics import from here::

from gongkai.faces.desk.kit import Act, ActScreen, Chip, Column, Empty, FormScreen, ListScreen, Screen
"""

from gongkai.faces.desk.kit.forms import ActScreen, FormScreen
from gongkai.faces.desk.kit.links import address
from gongkai.faces.desk.kit.lists import ListScreen
from gongkai.faces.desk.kit.parts import Act, Chip, Column, Empty
from gongkai.faces.desk.kit.screens import Screen, wants_json

__all__ = [
    "Act",
    "ActScreen",
    "Chip",
    "Column",
    "Empty",
    "FormScreen",
    "ListScreen",
    "Screen",
    "address",
    "wants_json",
]
