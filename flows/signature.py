"""Who signed. The one place where a badge will have to be proven by a passcode."""

from pydantic import ValidationError

from models.acts.form import Signature


def signer(signature: object) -> str | None:
    """The badge number of the signer, None where the signature cannot be read."""
    if isinstance(signature, Signature):
        return signature.badge
    try:
        return Signature.model_validate(signature).badge
    except ValidationError:
        return None
