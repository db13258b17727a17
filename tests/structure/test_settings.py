"""Production starts only on settings that keep every promise (W25); the demo stays out of it."""

import pytest

import config

SOUND = {
    "PORTAL_ENV": "production",
    "SECRET_KEY": "k" * 43,
    "FACTOR_KEY": "f" * 43,
    "PUBLIC_URL": "https://shop.example.ir",
    "TRUSTED_HOSTS": "shop.example.ir",
    "GATEWAYS": "",
    "DATABASE_URL": "postgresql://portal@127.0.0.1/portal",
}
WEAK = {
    "no secret": {"SECRET_KEY": ""},
    "a short secret": {"SECRET_KEY": "k" * 31},
    "the secret of development": {"SECRET_KEY": config.WEAK_SECRET},
    "no key for factors": {"FACTOR_KEY": ""},
    "the key of development": {"FACTOR_KEY": config.WEAK_FACTOR_KEY},
    "a second step that is only offered": {"SECOND_FACTOR": "offered"},
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


@pytest.mark.parametrize("name", ["SECRET_KEY", "FACTOR_KEY", "PUBLIC_URL", "TRUSTED_HOSTS"])
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


ZARINPAL = SOUND | {"GATEWAYS": "zarinpal", "ZARINPAL_MERCHANT_ID": "1" * 36}


def test_zarinpal_starts_with_its_merchant_id(tmp_path):
    secret = tmp_path / "token"
    secret.write_text("from-a-file\n")
    settings = config.load(
        ZARINPAL | {"ZARINPAL_ACCESS_TOKEN_FILE": str(secret), "ZARINPAL_TERMINAL_ID": "7"}
    )
    assert settings.zarinpal_access_token == "from-a-file"
    assert settings.zarinpal_url == "https://payment.zarinpal.com"


@pytest.mark.parametrize(
    "weak",
    [
        {"ZARINPAL_MERCHANT_ID": ""},
        {"ZARINPAL_MERCHANT_ID": "short"},
        {"ZARINPAL_ACCESS_TOKEN": "x"},
        {"ZARINPAL_TERMINAL_ID": "7"},
        {"ZARINPAL_URL": "http://payment.zarinpal.com"},
        {"ZARINPAL_GRAPHQL_URL": "http://next.zarinpal.com"},
        {"SECRET_KEY_FILE": "no-such-file"},
    ],
)
def test_a_gateway_that_is_not_told_enough_refuses_to_start(weak):
    with pytest.raises(config.BadSetting):
        config.load(ZARINPAL | weak)
