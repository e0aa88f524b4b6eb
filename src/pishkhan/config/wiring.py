"""Which integration answers which port of the kernel, by the settings of this installation."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings

from pishkhan.config import webhook_news
from pishkhan.foundation import clock
from pishkhan.foundation.sealing import Keys
from pishkhan.integrations.antivirus.choice import scanner
from pishkhan.integrations.civil_registry.choice import OwnershipSettings, mobile_ownership
from pishkhan.integrations.email.choice import email_carriers
from pishkhan.integrations.hsm.choice import DeviceSettings, signing_device
from pishkhan.integrations.object_storage.choice import StoreSettings, file_store
from pishkhan.integrations.payment_gateway.choice import GatewaySettings, tills
from pishkhan.integrations.sms.choice import Account, SmsSettings, sms_carriers
from pishkhan.integrations.webhooks.choice import webhook_sender
from pishkhan.integrations.witness.choice import log_policy
from pishkhan.kernel.attachments import ports as attachments, storage
from pishkhan.kernel.audit import ports as trail
from pishkhan.kernel.audit.keys import FileHeads, FileSigner
from pishkhan.kernel.calendars import api as calendars
from pishkhan.kernel.cases import api as cases
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.credentials import api as credentials, ports as issuing
from pishkhan.kernel.identity import ports as identity
from pishkhan.kernel.identity.rules.codes import LIFE
from pishkhan.kernel.notifications import api as notifications, ports as notification_ports
from pishkhan.kernel.notifications.spec import Recipient
from pishkhan.kernel.notifications.terms import Channel
from pishkhan.kernel.payments import ports as payments
from pishkhan.kernel.persistence.api import new_id
from pishkhan.kernel.records import api as records
from pishkhan.kernel.signing import api as keys, ports as signing
from pishkhan.kernel.signing.folder import FolderVault
from pishkhan.kernel.signing.terms import Purpose
from pishkhan.kernel.transparency import ports as log
from pishkhan.kernel.transparency.folder import FolderStore
from pishkhan.kernel.verification import ports as verification
from pishkhan.kernel.webhooks import ports as webhooks


@dataclass(frozen=True, slots=True)
class CodesByMessage:
    """Carries one-time codes as secret messages of the outbox."""

    def carry(self, mobile: str, code: str, purpose: str, language: str) -> None:  # noqa: ARG002 - the text is one for all purposes
        """Write the message; it never leaves after the code's life, and its text is blanked."""
        notifications.send(
            notifications.ONE_TIME_CODE,
            to=Recipient(mobile=mobile, language=language),
            data={"code": code},
            key=f"code:{new_id()}",
            secret=True,
            expires_at=clock.now() + LIFE,
        )


@dataclass(frozen=True, slots=True)
class ReceiptSigner:
    """Signs receipts of inquiries with the platform's key for them."""

    def sign(self, message: bytes) -> verification.Signed:
        """See the port."""
        key = keys.needed_key(keys.NATIONAL, Purpose.RECEIPT)
        signed = keys.sign_by(key, message)
        return verification.Signed(
            algorithm=key.algorithm.value, key_id=signed.key_id, value=signed.value
        )

    def public(self) -> dict[str, str]:
        """See the port; without those that others may have."""
        return {
            one.key_id: one.raw.hex()
            for one in keys.keys(keys.NATIONAL, Purpose.RECEIPT)
            if one.compromised_at is None
        }


def wire() -> None:
    """Join them; raises ValueError where a setting names nothing we have. May be called again."""
    folder = settings.AUDIT_FOLDER
    trail.wire(
        signer=FileSigner(folder, create=settings.DEVELOPMENT),
        heads=FileHeads(folder, str(settings.DATABASES["default"]["NAME"])),
    )
    sms = SmsSettings(
        providers=settings.SMS_PROVIDER,
        is_development=settings.DEVELOPMENT,
        simulator_address=settings.SMS_SIMULATOR_URL,
        kavenegar=Account(
            key=settings.SMS_KAVENEGAR_KEY,
            line=settings.SMS_KAVENEGAR_LINE,
            address=settings.SMS_KAVENEGAR_ADDRESS,
        ),
        smsir=Account(
            key=settings.SMS_SMSIR_KEY,
            line=settings.SMS_SMSIR_LINE,
            address=settings.SMS_SMSIR_ADDRESS,
            rials_per_unit=settings.SMS_SMSIR_RIALS,
        ),
        patterns=settings.SMS_PATTERNS,
        said={
            f"{one.event}/{one.language}": one.known
            for one in notifications.declared()
            if one.channel is Channel.SMS
        },
    )
    notification_ports.connect(Channel.SMS, *sms_carriers(sms))
    email = email_carriers(settings.EMAIL_ADDRESS, settings.EMAIL_FROM)
    notification_ports.connect(Channel.EMAIL, *email)
    notifications.quiet_hours(settings.SMS_QUIET_HOURS)
    notification_ports.connect_calendar(calendars.next_working_day)
    ownership = OwnershipSettings(
        provider=settings.MOBILE_OWNERSHIP,
        is_development=settings.DEVELOPMENT,
        address=settings.MOBILE_OWNERSHIP_ADDRESS,
        business_id=settings.MOBILE_OWNERSHIP_BUSINESS_ID,
        business_token=settings.MOBILE_OWNERSHIP_BUSINESS_TOKEN,
    )
    identity.wire(carrier=CodesByMessage(), ownership=mobile_ownership(ownership))
    _wire_gateways()
    _wire_files()
    _wire_webhooks()
    payments.wire(keys=_keys)
    _wire_log()
    _wire_verification()
    _wire_signing()
    issuing.wire(records.permits_of)


def _wire_gateways() -> None:
    found = GatewaySettings(
        gateways=settings.GATEWAYS,
        is_development=settings.DEVELOPMENT,
        simulator_address=settings.BANK_SIMULATOR_URL,
        mellat_terminal=settings.MELLAT_TERMINAL,
        mellat_user=settings.MELLAT_USER,
        mellat_password=settings.MELLAT_PASSWORD,
        mellat_address=settings.MELLAT_ADDRESS,
        saman_terminal=settings.SAMAN_TERMINAL,
        saman_address=settings.SAMAN_ADDRESS,
        zarinpal_merchant=settings.ZARINPAL_MERCHANT,
        zarinpal_address=settings.ZARINPAL_ADDRESS,
        zarinpal_terminal=settings.ZARINPAL_TERMINAL,
        zarinpal_token=settings.ZARINPAL_TOKEN,
        zarinpal_refunds_address=settings.ZARINPAL_REFUNDS_ADDRESS,
    )
    payments.connect(*tills(found))


def _wire_files() -> None:
    storage.ring()  # a missing or short key stops the start, not the first upload
    attachments.connect_scanner(scanner(settings.CLAMD_ADDRESS))
    store = StoreSettings(
        kind=settings.FILES_STORE,
        address=settings.S3_ADDRESS,
        bucket=settings.S3_BUCKET,
        region=settings.S3_REGION,
        key=settings.S3_KEY,
        secret=settings.S3_SECRET,
    )
    attachments.connect_store(file_store(store))
    attachments.connect_watcher(catalogue.tell_set_aside)


def _keys() -> Keys:
    ring = storage.ring()
    return Keys(keys=ring.keys, current=ring.current)


def _wire_log() -> None:
    development = settings.DEVELOPMENT
    log.wire(
        log.Wiring(
            signer=FileSigner(settings.LOG_KEY_FOLDER, create=development, command="new-log-key"),
            store=FolderStore(settings.LOG_FOLDER),
            policy=log_policy(
                settings.LOG_WITNESSES, quorum=settings.LOG_QUORUM, is_development=development
            ),
            origin=settings.LOG_ORIGIN,
        )
    )


def _wire_verification() -> None:
    verification.wire(
        verification.Wiring(
            keys=_keys,
            signer=ReceiptSigner(),
            host=urlsplit(settings.PUBLIC_ADDRESS).netloc,
        )
    )


def _wire_signing() -> None:
    device = DeviceSettings(
        module=settings.PKCS11_MODULE, token=settings.PKCS11_TOKEN, pin=settings.PKCS11_PIN
    )
    signing.wire(
        signing.Wiring(
            vault=signing_device(device) or FolderVault(settings.SIGNING_FOLDER, _keys),
            makes_missing=settings.DEVELOPMENT,
            tell=credentials.enter_key_change,
        )
    )


def _wire_webhooks() -> None:
    webhooks.wire(
        sender=webhook_sender(is_development=settings.DEVELOPMENT),
        keys=_keys,
        reference_of=lambda case_id: cases.case(case_id).reference,
        tell_switched_off=webhook_news.tell_switched_off,
        is_development=settings.DEVELOPMENT,
    )
    notifications.declare(*webhook_news.TEMPLATES)
