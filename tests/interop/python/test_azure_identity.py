"""azure-identity and azure-keyvault-secrets for Python."""

import time

import jwt
import pytest
from azure.core.exceptions import ClientAuthenticationError, HttpResponseError
from azure.identity import (
    AuthorizationCodeCredential,
    CertificateCredential,
    ClientAssertionCredential,
    ClientSecretCredential,
    DeviceCodeCredential,
    EnvironmentCredential,
    ManagedIdentityCredential,
    OnBehalfOfCredential,
    WorkloadIdentityCredential,
)
from azure.keyvault.secrets import SecretClient


@pytest.fixture
def options(mock):
    return {"authority": mock.origin, "disable_instance_discovery": True}


def scope(mock):
    return f"{mock.graph}/.default"


def foreign_assertion(mock):
    """What another token service says of a workload, as a pod's or a build's would."""
    now = int(time.time())
    claims = {"iss": "https://workloads.example", "sub": "interop-workload", "aud": "api://AzureADTokenExchange",
              "iat": now, "exp": now + 300}
    return jwt.encode(claims, (mock.work / "workloads.key").read_text(), "RS256", headers={"kid": "workloads"})


def test_client_secret(mock, options):
    token = ClientSecretCredential(mock.tenant, mock.web, mock.web_secret, **options).get_token(scope(mock))
    assert mock.claims(token.token)["idtyp"] == "app"


def test_wrong_secret_names_the_code(mock, options):
    with pytest.raises(ClientAuthenticationError, match="AADSTS7000215"):
        ClientSecretCredential(mock.tenant, mock.web, "not-it", **options).get_token(scope(mock))


@pytest.mark.parametrize("chain", [False, True])
def test_certificate(mock, options, chain):
    credential = CertificateCredential(
        mock.tenant, mock.web, str(mock.work / "app-with-key.pem"), send_certificate_chain=chain, **options)
    assert mock.claims(credential.get_token(scope(mock)).token)["appidacr"] == "2"


def test_federated_assertion(mock, options, tmp_path):
    credential = ClientAssertionCredential(mock.tenant, mock.web, lambda: foreign_assertion(mock), **options)
    assert mock.claims(credential.get_token(scope(mock)).token)["appid"] == mock.web
    file = tmp_path / "token"
    file.write_text(foreign_assertion(mock))
    workload = WorkloadIdentityCredential(
        tenant_id=mock.tenant, client_id=mock.web, token_file_path=str(file), **options)
    assert workload.get_token(scope(mock)).token


def test_device_code(mock, options):
    def approve(_uri, user_code, _expires):
        mock.control("POST", "device-codes", {"user_code": user_code, "user": mock.user})

    credential = DeviceCodeCredential(mock.native, tenant_id=mock.tenant, prompt_callback=approve, **options)
    assert mock.claims(credential.get_token("User.Read").token)["upn"] == mock.user


def test_authorization_code(mock, options):
    sign_in = {"tenant": mock.tenant, "user": mock.user, "client_id": mock.web, "redirect_uri": mock.web_redirect,
               "scope": "User.Read offline_access openid", "mfa": True}
    code = mock.control("POST", "sign-ins", sign_in)["code"]
    credential = AuthorizationCodeCredential(
        mock.tenant, mock.web, code, mock.web_redirect, client_secret=mock.web_secret, **options)
    assert mock.claims(credential.get_token("User.Read").token)["amr"] == ["pwd", "mfa"]


def test_on_behalf_of(mock, options):
    sign_in = {"tenant": mock.tenant, "user": mock.user, "client_id": mock.web, "redirect_uri": mock.web_redirect,
               "scope": f"{mock.api_uri}/access_as_user"}
    code = mock.control("POST", "sign-ins", sign_in)["code"]
    caller = AuthorizationCodeCredential(
        mock.tenant, mock.web, code, mock.web_redirect, client_secret=mock.web_secret, **options)
    credential = OnBehalfOfCredential(
        mock.tenant, mock.api, client_secret=mock.api_secret,
        user_assertion=caller.get_token(f"{mock.api_uri}/access_as_user").token, **options)
    assert mock.claims(credential.get_token("User.Read").token)["appid"] == mock.api


def test_environment(mock, monkeypatch):
    for name, value in {"AZURE_TENANT_ID": mock.tenant, "AZURE_CLIENT_ID": mock.web,
                        "AZURE_CLIENT_SECRET": mock.web_secret, "AZURE_AUTHORITY_HOST": mock.origin}.items():
        monkeypatch.setenv(name, value)
    assert EnvironmentCredential(disable_instance_discovery=True).get_token(scope(mock)).token


def test_managed_identity(mock, monkeypatch):
    monkeypatch.setenv("AZURE_POD_IDENTITY_AUTHORITY_HOST", mock.http)
    assert mock.claims(ManagedIdentityCredential().get_token(scope(mock)).token)["appidacr"] == "2"


def test_key_vault_under_its_own_name(mock, monkeypatch):
    # The SDK reads names and versions from URLs of real vaults only: the proxy answers for them.
    monkeypatch.setenv("HTTPS_PROXY", mock.proxy)
    credential = ClientSecretCredential(mock.tenant, mock.web, mock.web_secret)
    client = SecretClient("https://interop-vault.vault.azure.net", credential)
    client.set_secret("python-token", "0.AXEA-secret")
    assert client.get_secret("python-token").value == "0.AXEA-secret"
    with pytest.raises(HttpResponseError):
        client.get_secret("no-such-secret")
