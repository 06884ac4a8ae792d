"""The fixtures of the browser tests stand: a person signs in and is at the desk."""


def test_a_clerk_signs_in_and_is_at_the_desk(desk):
    desk.sign_in("science.drafter")
    assert "/desk/" in desk.page.url
    assert desk.world.person("science", "drafter").name in desk.text()


def test_an_anonymous_visitor_is_asked_to_sign_in(desk):
    desk.go("/desk/")
    assert desk.page.locator("input[name=password]").is_visible()
