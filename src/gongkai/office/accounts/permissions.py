"""Who may do what with people and posts.

=====================  ==========================================================================================
系统管理员              adds, changes, deactivates people; takes away a lost second factor; ends 安全管理员 posts; confirms
安全管理员              grants and ends every post and deputy; confirms those of others; resets passwords; unlocks
审计管理员              reads people and the whole sign-in log
单位管理员              adds and changes people of the own unit; grants its posts except 单位管理员; resets, unlocks
主管部门                sees who holds which post in its region, confirms the posts granted in it
anybody                 changes the own password, appoints the own deputy, sees the own posts and sign-ins
=====================  ==========================================================================================

A password and a second factor are taken away by different people, so that nobody alone can become somebody else. A post
that reviews or administers counts once a second person has confirmed it, so that nobody alone can make who decides.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from django.db.models import Q, QuerySet

from gongkai.office.accounts.models import Deputy, Post, User
from gongkai.office.actors import PLATFORM_DUTIES, REGION_DUTIES, SYSTEM, UNIT_DUTIES, Actor, DutyKind
from gongkai.office.units.models import Unit
from gongkai.office.units.scope import within

_SYSTEM = DutyKind.SYSTEM_ADMINISTRATOR
_SECURITY = DutyKind.SECURITY_ADMINISTRATOR
_AUDIT = DutyKind.AUDIT_ADMINISTRATOR
_UNIT = DutyKind.UNIT_ADMINISTRATOR
#: What a unit's administrator grants.
GRANTED_IN_UNITS = UNIT_DUTIES - {_UNIT}


def may_look_after_people(by: Actor) -> bool:
    """Enter the screens of people at all."""
    return by == SYSTEM or by.has(_SYSTEM, _SECURITY, _AUDIT, _UNIT)


def may_see_everybody(by: Actor) -> bool:
    """See the people of all units; a unit's administrator sees those of the own units."""
    return by == SYSTEM or by.has(_SYSTEM, _SECURITY, _AUDIT)


def visible_people(by: Actor) -> QuerySet[User]:
    """The people this person may look at: all, those of the own units, or only oneself."""
    people = User.objects.all()
    if may_see_everybody(by):
        return people
    own = within(by.scope({_UNIT}), "unit")
    posts = Post.objects.filter(own)
    return people.filter(own | Q(pk__in=posts.values("user_id")) | Q(pk=by.id))


def may_see(by: Actor, person: User) -> bool:
    """Look at a person's page."""
    return visible_people(by).filter(pk=person.pk).exists()


def manageable_units(by: Actor, on: date) -> QuerySet[Unit]:
    """The units of that day to which this person may add people or grant posts."""
    units = Unit.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on), valid_from__lte=on)
    if by == SYSTEM or by.has(_SYSTEM, _SECURITY):
        return units
    return units.filter(within(by.scope({_UNIT})))


def may_add(by: Actor, unit: Unit | None) -> bool:
    """Add a person to this unit (None: to no unit, for the platform)."""
    return by == SYSTEM or by.has(_SYSTEM) or (unit is not None and by.holds(_UNIT, unit.path))


def may_change(by: Actor, person: User) -> bool:
    """Change a person's name, phone, e-mail and unit."""
    return by == SYSTEM or by.has(_SYSTEM) or (_belongs(by, person) and person.pk != by.id)


def _belongs(by: Actor, person: User) -> bool:
    """Whether the person is one of the unit administrator's: by home unit, or, without one, by every post."""
    if person.unit is not None:
        return by.holds(_UNIT, person.unit.path)
    posts = list(person.posts.select_related("unit"))
    return bool(posts) and all(post.unit is not None and by.holds(_UNIT, post.unit.path) for post in posts)


def may_read_contact(by: Actor, person: User) -> bool:
    """See a person's phone and e-mail unmasked; each look at another's is recorded."""
    return person.pk == by.id or by == SYSTEM or by.has(_SYSTEM, _SECURITY) or _belongs(by, person)


def may_deactivate(by: Actor, person: User) -> bool:
    """Deactivate or reactivate; nobody does it to oneself."""
    return by == SYSTEM or (by.has(_SYSTEM) and person.pk != by.id)


def may_reset_password(by: Actor, person: User) -> bool:
    """Hand out a one-time password.

    A unit's administrator not for people whose rights, held or acted for, reach beyond what the administrator grants:
    that would be a way to become them.
    """
    if by == SYSTEM:
        return True
    if person.pk == by.id:
        return False
    if by.has(_SECURITY):
        return True
    acted = Post.objects.filter(deputies__user=person).select_related("unit")
    own = all(
        post.kind in GRANTED_IN_UNITS and post.unit is not None and by.holds(_UNIT, post.unit.path)
        for post in [*person.posts.select_related("unit"), *acted]
    )
    return _belongs(by, person) and own


def may_unlock(by: Actor, person: User) -> bool:
    """End a lockout early."""
    return by == SYSTEM or (person.pk != by.id and (by.has(_SECURITY) or _belongs(by, person)))


def may_remove_factor(by: Actor, person: User) -> bool:
    """Take away a lost second factor; never the person who may reset the password."""
    return by == SYSTEM or (by.has(_SYSTEM) and person.pk != by.id)


def grantable(by: Actor, unit: Unit | None) -> frozenset[DutyKind]:
    """The kinds of posts this person grants in this unit (None: on the platform)."""
    if by == SYSTEM or by.has(_SECURITY):
        return PLATFORM_DUTIES if unit is None else UNIT_DUTIES | REGION_DUTIES
    if unit is not None and by.holds(_UNIT, unit.path):
        return GRANTED_IN_UNITS
    return frozenset()


def may_grant(by: Actor, person: User, kind: DutyKind, unit: Unit | None) -> bool:
    """Grant this post; nobody grants one to oneself, nor, while acting for an administrator, to that administrator."""
    return by == SYSTEM or (person.pk != by.id and kind in grantable(not_acting_for(by, person), unit))


def not_acting_for(by: Actor, person: User) -> Actor:
    """The same without what is held only in this person's stead: nobody is given rights by one's own deputy."""
    return replace(by, duties=tuple(duty for duty in by.duties if duty.acting_for_id != person.pk))


def may_end(by: Actor, post: Post) -> bool:
    """End a post.

    Not another's of the kind one holds in the same unit (that would be in one's own favour): a colleague's post is ended
    by somebody else, that of a 安全管理员 by a 系统管理员. Own posts within what one grants may be laid down.
    """
    if by == SYSTEM:
        return True
    kind = DutyKind(post.kind)
    if kind is _SECURITY:
        return by.has(_SYSTEM) or post.user_id == by.id
    rival = post.user_id != by.id and any(
        duty.kind == kind and duty.unit_id == post.unit_id and not duty.acting_for for duty in by.duties
    )
    return kind in grantable(by, post.unit) and not rival


def may_appoint(by: Actor, post: Post) -> bool:
    """Appoint or end a deputy: the holder, who grants the post, never a deputy for a further one."""
    return by == SYSTEM or post.user_id == by.id or DutyKind(post.kind) in grantable(by, post.unit)


def may_end_deputy(by: Actor, deputy: Deputy) -> bool:
    """End deputising: who may appoint, and the deputy."""
    return deputy.user_id == by.id or may_appoint(by, deputy.post)


def confirmable(by: Actor) -> Q:
    """The pending posts, as a condition on ``Post``, that this person may confirm or decline.

    Posts held count, never those acted for; not what goes to oneself or was granted by oneself.
    """
    return Q(pending=True) & _confirms_in(by, "unit") & ~Q(user_id=by.id) & ~Q(granted_by_id=by.id)


def confirmable_deputies(by: Actor) -> Q:
    """The pending deputies, as a condition on ``Deputy``: as for posts, and the holder of the post."""
    reach = _confirms_in(by, "post__unit") | Q(post__user_id=by.id)
    return Q(pending=True) & reach & ~Q(user_id=by.id) & ~Q(appointed_by_id=by.id)


def _confirms_in(by: Actor, unit: str) -> Q:
    held = [duty for duty in by.duties if not duty.acting_for]
    if by == SYSTEM or any(duty.kind in {_SYSTEM, _SECURITY} for duty in held):
        return Q(pk__isnull=False)
    return within([duty for duty in held if duty.kind is DutyKind.SUPERVISOR], unit)


def may_see_pending(by: Actor) -> bool:
    """The list of what waits to be confirmed."""
    return by == SYSTEM or any(
        duty.kind in {_SYSTEM, _SECURITY, DutyKind.SUPERVISOR} and not duty.acting_for for duty in by.duties
    )


def may_confirm(by: Actor, post: Post) -> bool:
    """Confirm or decline a post that somebody else granted."""
    return Post.objects.filter(confirmable(by), pk=post.pk).exists()


def may_confirm_deputy(by: Actor, deputy: Deputy) -> bool:
    """Confirm or decline a deputy whom an administrator chose."""
    return Deputy.objects.filter(confirmable_deputies(by), pk=deputy.pk).exists()


def may_see_posts(by: Actor, unit: Unit) -> bool:
    """Who holds which post in a unit: everybody with a post that covers it, and the platform's administrators."""
    return by == SYSTEM or any(duty.covers(unit.path) for duty in by.duties)


def may_see_sign_ins(by: Actor) -> bool:
    """The sign-in log: the audit and security administrators all of it, a unit's administrator the own people's."""
    return by == SYSTEM or by.has(_AUDIT, _SECURITY, _UNIT)


def may_see_all_sign_ins(by: Actor) -> bool:
    """The sign-in log of everybody, unknown names included."""
    return by == SYSTEM or by.has(_AUDIT, _SECURITY)
