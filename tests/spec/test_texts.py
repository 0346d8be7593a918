"""What families read stands in every language, says the same of each value, and is escaped."""

import shutil
from pathlib import Path

import pytest
from django.template import Context, Template

from posse.rules.errors import LawError, LawFileInvalid
from posse.rules.locations import policy_root
from posse.rules.texts import LANGUAGES, filled, is_reviewed, load_texts, words

SHORT = """topic: t
about: a
sure: {en: reviewed, es: unverified}
texts:
"""


@pytest.fixture
def policy(tmp_path) -> Path:
    root = tmp_path / "policy"
    shutil.copytree(policy_root(), root)
    return root


def add(policy: Path, texts: str) -> None:
    (policy / "texts/added.yaml").write_text(SHORT + texts, encoding="utf-8")


def test_every_sentence_stands_in_every_language() -> None:
    for key, said in load_texts().items():
        assert set(said) == set(LANGUAGES), key


def test_a_sentence_is_read_by_its_key_in_the_language_asked_for() -> None:
    assert words("site.sign_in", language="en") == "Sign in"
    assert words("site.sign_in", language="es") == "Iniciar sesión"


def test_one_thing_and_several_take_their_own_forms() -> None:
    assert words("site.errors_title", language="en", count=1) == "Please correct this"
    several = words("site.errors_title", language="en", count=3)
    assert filled(several, {"count": 3}) == "Please correct these 3 things"


def test_a_language_that_leaves_a_value_out_is_refused(policy) -> None:
    add(policy, '  paid:\n    en: "You got {amount}."\n    es: "Recibió dinero."\n')
    with pytest.raises(LawFileInvalid, match="en: amount; es: none"):
        load_texts(root=policy)


def test_the_form_for_one_may_leave_a_value_out_but_not_add_one(policy) -> None:
    add(
        policy,
        "  files:\n    en: {one: A file, other: '{count} files'}\n"
        "    es: {one: 'Un archivo {name}', other: '{count} archivos'}\n",
    )
    with pytest.raises(LawFileInvalid, match="names a value of its own"):
        load_texts(root=policy)


def test_a_key_a_language_or_a_value_that_is_missing_is_named() -> None:
    with pytest.raises(LawError, match=r"no sentence 'site\.nothing'"):
        words("site.nothing", language="en")
    with pytest.raises(LawError, match="no language 'fr'"):
        words("site.sign_in", language="fr")
    with pytest.raises(LawError, match="needs amount"):
        filled("You got {amount}.", {})


def test_a_translation_that_nobody_reviewed_says_so() -> None:
    assert not is_reviewed("site.sign_in", language="es")


def test_the_tag_speaks_the_language_of_the_page_and_escapes_values() -> None:
    page = Template('{% load texts %}{% say "site.errors_title" count=count %}')
    spoken = page.render(Context({"language": "es", "count": "<b>2</b>"}))
    assert spoken == "Por favor corrija estas &lt;b&gt;2&lt;/b&gt; cosas"
