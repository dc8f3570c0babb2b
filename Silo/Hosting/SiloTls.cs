using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Orchestrator.Grains;
using Orleans.Connections.Security;

namespace Orchestrator.Silo;

/// <summary>
/// Mutual TLS of Orleans' own traffic. Silos find each other by address, so names in certificates mean nothing here: whoever holds a certificate that the
/// cluster's own authority signed belongs to the cluster, and nobody else gets past the handshake.
/// </summary>
internal sealed class SiloTls
{
    /// <summary>TLS wants a name to connect to; it is not compared with anything.</summary>
    private const string TargetName = "orchestrator-silo";

    private readonly X509Certificate2 _certificate;
    private readonly X509Certificate2Collection _authorities = [];

    private SiloTls(SiloTlsFiles files)
    {
        _authorities.ImportFromPemFile(files.Authority);
        if (_authorities.Count == 0)
            throw new CryptographicException("it holds no certificate");
        using var loaded = X509Certificate2.CreateFromPemFile(files.Certificate, files.Key);
        // Windows cannot use a key for TLS that lives in memory only.
        _certificate = X509CertificateLoader.LoadPkcs12(loaded.Export(X509ContentType.Pkcs12), null);
    }

    /// <summary>Null when the settings name no certificate.</summary>
    /// <exception cref="ConfigurationException">A file cannot be used, or the certificate is not of this authority.</exception>
    public static SiloTls? Load(SiloSettings settings)
    {
        if (settings.SiloTls is not { } files)
            return null;
        SiloTls tls;
        try
        {
            tls = new SiloTls(files);
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException(
                $"SILO_TLS_CERT '{files.Certificate}', SILO_TLS_KEY '{files.Key}' and SILO_TLS_CA '{files.Authority}' cannot be used together: {exception.Message}");
        }

        return tls.IsOfTheCluster(tls._certificate)
            ? tls
            : throw new ConfigurationException($"SILO_TLS_CERT '{files.Certificate}' is not of the authority in SILO_TLS_CA '{files.Authority}', or not valid today.");
    }

    public void Configure(TlsOptions options)
    {
        options.LocalCertificate = _certificate;
        options.RemoteCertificateMode = RemoteCertificateMode.RequireCertificate;
        options.ClientCertificateMode = RemoteCertificateMode.RequireCertificate;
        options.CheckCertificateRevocation = false;
        options.RemoteCertificateValidation = (certificate, _, _) => certificate is not null && IsOfTheCluster(certificate);
        options.OnAuthenticateAsClient = (_, client) => client.TargetHost = TargetName;
    }

    private bool IsOfTheCluster(X509Certificate2 certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(_authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(certificate);
    }
}
