"""Production starts only on settings that keep every promise (W25); the demo stays out of it."""

import pytest

import config

SOUND = {
    "PORTAL_ENV": "production",
    "SECRET_KEY": "k" * 43,
    "PUBLIC_URL": "https://shop.example.ir",
    "TRUSTED_HOSTS": "shop.example.ir",
    "GATEWAYS": "",
    "DATABASE_URL": "postgresql://portal@127.0.0.1/portal",
}
WEAK = {
    "no secret": {"SECRET_KEY": ""},
    "a short secret": {"SECRET_KEY": "k" * 31},
    "the secret of development": {"SECRET_KEY": config.WEAK_SECRET},
    "plain http": {"PUBLIC_URL": "http://shop.example.ir"},
    "no public address": {"PUBLIC_URL": ""},
    "no hosts": {"TRUSTED_HOSTS": " , "},
    "the test bank": {"GATEWAYS": "zarinpal,sandbox"},
    "unlimited searches": {"GET_LIMITS": "off"},
}


def test_sound_settings_start():
    settings = config.load(SOUND)

    assert settings.production
    assert settings.is_https
    assert not settings.testing
    assert not settings.demo


@pytest.mark.parametrize("weak", WEAK.values(), ids=WEAK.keys())
def test_a_weak_setting_refuses_to_start(weak):
    with pytest.raises(config.BadSetting):
        config.load(SOUND | weak)


@pytest.mark.parametrize("name", ["SECRET_KEY", "PUBLIC_URL", "TRUSTED_HOSTS"])
def test_a_missing_setting_refuses_to_start(name):
    given = {key: value for key, value in SOUND.items() if key != name}

    with pytest.raises(config.BadSetting, match=name):
        config.load(given)


def test_all_faults_are_named_at_once():
    with pytest.raises(config.BadSetting) as refusal:
        config.load({"PORTAL_ENV": "production", "GATEWAYS": "sandbox"})

    for name in ("SECRET_KEY", "PUBLIC_URL", "TRUSTED_HOSTS", "GATEWAYS"):
        assert name in str(refusal.value)


def test_the_secret_is_never_said():
    with pytest.raises(config.BadSetting) as refusal:
        config.load(SOUND | {"SECRET_KEY": "hunter2hunter2"})

    assert "hunter2" not in str(refusal.value)


def test_development_needs_no_setting():
    settings = config.load({})

    assert not settings.production
    assert settings.gateways == ("sandbox",)
