"""Production starts only on settings that keep every promise (W25); the demo stays out of it."""

import pytest

import config
from portal.messaging import gateways as carriers
from portal.messaging.gateways.kavenegar import Account
from tests.vectors import load

VALID_IBAN = load("identifiers")["sheba"]["valid"][0]
SOUND = {
    "PORTAL_ENV": "production",
    "SECRET_KEY": "k" * 43,
    "FACTOR_KEY": "f" * 43,
    "AUDIT_KEY": "a" * 43,
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
    "no key of the audit log": {"AUDIT_KEY": ""},
    "a short key of the audit log": {"AUDIT_KEY": "a" * 31},
    "one secret for both": {"AUDIT_KEY": "k" * 43},
    "plain http": {"PUBLIC_URL": "http://shop.example.ir"},
    "no public address": {"PUBLIC_URL": ""},
    "no hosts": {"TRUSTED_HOSTS": " , "},
    "files in clear": {"S3_ENDPOINT": "http://files.example.ir"},
    "the test bank": {"GATEWAYS": "zarinpal,sandbox"},
    "unlimited searches": {"GET_LIMITS": "off"},
    "letters in clear": {"SMTP_URL": "smtp://shop:p4ss@mail.example.ir:587"},
    "an address that is no mail server": {"SMTP_URL": "http://mail.example.ir"},
    "an unknown operator": {"SMS_GATEWAY": "pigeon"},
    "an operator without its key": {"SMS_GATEWAY": "kavenegar"},
    "a key in clear": {
        "SMS_GATEWAY": "kavenegar",
        "KAVENEGAR_API_KEY": "k",
        "KAVENEGAR_URL": "http://api.kavenegar.com",
    },
}


def test_sound_settings_start():
    settings = config.load(SOUND)

    assert settings.production
    assert settings.is_https
    assert not settings.testing
    assert not settings.demo


@pytest.mark.asvs("6.3.3", "13.2.3", "15.2.3")
@pytest.mark.parametrize("weak", WEAK.values(), ids=WEAK.keys())
def test_a_weak_setting_refuses_to_start(weak):
    with pytest.raises(config.BadSetting):
        config.load(SOUND | weak)


@pytest.mark.asvs("13.2.3")
@pytest.mark.parametrize(
    "name", ["SECRET_KEY", "FACTOR_KEY", "AUDIT_KEY", "PUBLIC_URL", "TRUSTED_HOSTS"]
)
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


@pytest.mark.parametrize(
    "url",
    ["", "smtps://mail.example.ir", "smtp://a:b@mail.example.ir:587?tls=1", "smtp://127.0.0.1:25"],
)
def test_letters_go_encrypted_or_stay_on_this_machine(url):
    assert config.load(SOUND | {"SMTP_URL": url}).smtp_url == url


def test_kavenegar_starts_with_its_key_which_is_never_said(tmp_path):
    secret = tmp_path / "key"
    secret.write_text("key-from-a-file\n")
    settings = config.load(
        SOUND
        | {
            "SMS_GATEWAY": "kavenegar",
            "KAVENEGAR_API_KEY_FILE": str(secret),
            "KAVENEGAR_SENDER": "10004346",
            "KAVENEGAR_TEMPLATE": "sign-in",
        }
    )
    sender = carriers.configure(settings).sms
    carriers.configure()
    assert isinstance(sender, carriers.Kavenegar)
    assert sender.account == Account("key-from-a-file", "10004346", "sign-in")
    assert "key-from-a-file" not in repr(settings) + repr(sender) + repr(sender.account)


def test_the_settings_know_the_same_operators_as_the_code():
    assert set(config.SMS_GATEWAYS) == set(carriers.SMS)


def test_development_needs_no_setting():
    settings = config.load({})

    assert not settings.production
    assert settings.gateways == ("sandbox", "transfer")


TRANSFER = SOUND | {
    "GATEWAYS": "transfer",
    "TRANSFER_HOLDER": "کنسرسیوم",
    "TRANSFER_IBAN": VALID_IBAN,
}
WRONG_ACCOUNTS = {
    "no holder": {"TRANSFER_HOLDER": ""},
    "no IBAN": {"TRANSFER_IBAN": ""},
    "an IBAN with a wrong digit": {"TRANSFER_IBAN": VALID_IBAN[:-1] + "9"},
    "the IBAN of the demo": {"TRANSFER_IBAN": config.DEMO_ACCOUNT["TRANSFER_IBAN"]},
    "a card with a wrong digit": {"TRANSFER_CARD": "0000111122223338"},
    "a hold of no time": {"TRANSFER_HOURS": "0"},
    "a hold of a month": {"TRANSFER_HOURS": "720"},
    "a limit that is no number": {"TRANSFER_SECOND_ABOVE": "much"},
}


def test_transfers_start_with_a_holder_and_an_iban():
    settings = config.load(TRANSFER | {"TRANSFER_SECOND_ABOVE": "900_000_000"})

    assert (settings.transfer_hours, settings.transfer_second_above) == (24, 900_000_000)
    assert not settings.transfer_card


@pytest.mark.parametrize("wrong", WRONG_ACCOUNTS.values(), ids=WRONG_ACCOUNTS.keys())
def test_money_is_sent_to_no_wrong_account(wrong):
    with pytest.raises(config.BadSetting, match="TRANSFER"):
        config.load(TRANSFER | wrong)


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


STRIPE = SOUND | {
    "GATEWAYS": "stripe",
    "STRIPE_SECRET_KEY": "rk_live_x",
    "STRIPE_WEBHOOK_SECRETS": "whsec_new, whsec_old",
    "STRIPE_ACCOUNT": "acct_1",
}


def test_stripe_starts_with_key_secrets_and_account_each_also_from_a_file(tmp_path):
    key, secrets = tmp_path / "key", tmp_path / "secrets"
    key.write_text("rk_live_file\n")
    secrets.write_text("whsec_a,whsec_b\n")
    named = {"STRIPE_SECRET_KEY_FILE": str(key), "STRIPE_WEBHOOK_SECRETS_FILE": str(secrets)}
    settings = config.load(STRIPE | named)

    assert settings.stripe_secret_key == "rk_live_file"
    assert settings.stripe_webhook_secrets == ("whsec_a", "whsec_b")
    assert config.load(STRIPE).stripe_webhook_secrets == ("whsec_new", "whsec_old")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("STRIPE_SECRET_KEY", ""),
        ("STRIPE_SECRET_KEY", "whsec_mixed_up"),
        ("STRIPE_WEBHOOK_SECRETS", ""),
        ("STRIPE_WEBHOOK_SECRETS", " , "),
        ("STRIPE_ACCOUNT", ""),
        ("STRIPE_ACCOUNT", "1"),
    ],
)
@pytest.mark.parametrize("stage", ["production", "development"])
def test_b18_stripe_without_what_it_stands_on_refuses_to_start(stage, name, value):
    with pytest.raises(config.BadSetting, match=name) as refusal:
        config.load(STRIPE | {"PORTAL_ENV": stage, name: value})

    assert "mixed" not in str(refusal.value)


@pytest.mark.parametrize(
    "weak",
    [
        {"STRIPE_SECRET_KEY": "sk_test_x"},
        {"STRIPE_URL": "http://127.0.0.1:1"},
        {"STRIPE_CHECKOUT_URL": "http://127.0.0.1:1"},
    ],
)
def test_production_takes_no_test_key_and_no_plain_address_of_stripe(weak):
    with pytest.raises(config.BadSetting):
        config.load(STRIPE | weak)


def test_stripe_is_off_until_it_is_named():
    assert "stripe" not in config.load(SOUND).gateways
