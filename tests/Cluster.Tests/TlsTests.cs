using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Orchestrator.Cluster.Tests;

/// <summary>Mutual TLS between silos, with certificates from the script of the manual.</summary>
[Collection(nameof(ClusterServers))]
public sealed class TlsTests(ClusterServers servers)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Silos_with_certificates_of_one_authority_form_a_cluster_and_nobody_else_gets_in()
    {
        using var folder = new TemporaryFolder();
        await MakeAsync(folder.File("ours"), "silo", "gateway");
        await MakeAsync(folder.File("theirs"), "silo");
        await using var cluster = await TestCluster.StartAsync(
            servers, ["cpu,quantized", "cloud"], [("--simulate", "true"), ("--simulate-scale", "0"), .. Tls(folder.File("ours"))]);
        // They take a while to give up: meanwhile the rest is looked at.
        var bare = cluster.RefusedSiloAsync();
        var foreign = cluster.RefusedSiloAsync(Tls(folder.File("theirs")));

        var batch = await cluster.Gateway.RunBatchAsync(Enumerable.Range(0, 200).Select(Tasks.OfEveryKind));

        var attempts = (await cluster.Gateway.ListAsync($"batch_id={batch}")).SelectMany(Tasks.Attempts).ToList();
        Assert.Equal(2, attempts.Select(attempt => (string)attempt["silo"]!).Distinct().Count());
        foreach (var port in cluster.Silos.SelectMany(silo => silo.OrleansPorts))
        {
            await AssertRefusedAsync(port, Certificate(folder.File("theirs"), "silo"));
            await AssertRefusedAsync(port, null);
            Assert.Empty(await SayPlainlyAsync(port));
        }

        // They reach nobody: either they say so and end, or the others declare them dead first, upon which Orleans ends the process.
        Assert.All(await Task.WhenAll(bare, foreign), run => Assert.NotEqual(0, run.ExitCode));
        await cluster.Gateway.RunBatchAsync(Enumerable.Range(0, 100).Select(Tasks.OfEveryKind));
        Assert.All(cluster.Silos, silo => Assert.True(silo.IsRunning, "a silo of the cluster was taken down by a stranger"));
        await cluster.UntilSeenAsync(2);
        await cluster.AssertBooksAsync(300);
    }

    [Fact]
    public async Task Files_that_do_not_belong_together_stop_the_start()
    {
        using var folder = new TemporaryFolder();
        await MakeAsync(folder.File("ours"), "silo", "other");
        await MakeAsync(folder.File("theirs"), "silo");

        var missing = await SiloProcess.RunToEndAsync(folder, ("SILO_TLS_CERT", folder.File("ours/silo.pem")));
        var mixed = await SiloProcess.RunToEndAsync(folder, [.. Tls(folder.File("ours")), ("SILO_TLS_KEY", folder.File("ours/other.key"))]);
        var foreign = await SiloProcess.RunToEndAsync(folder, [.. Tls(folder.File("ours")), ("SILO_TLS_CA", folder.File("theirs/ca.pem"))]);

        Assert.All([missing, mixed, foreign], run => Assert.Equal(1, run.ExitCode));
        Assert.Contains("SILO_TLS_KEY (--silo-tls-key) is not set", missing.Output, StringComparison.Ordinal);
        Assert.Contains("cannot be used together", mixed.Output, StringComparison.Ordinal);
        Assert.Contains("is not of the authority", foreign.Output, StringComparison.Ordinal);
        Assert.All([mixed, foreign], run => Assert.DoesNotContain("   at ", run.Output, StringComparison.Ordinal));
    }

    private static (string, string)[] Tls(string folder) =>
        [("SILO_TLS_CERT", Path.Combine(folder, "silo.pem")), ("SILO_TLS_KEY", Path.Combine(folder, "silo.key")), ("SILO_TLS_CA", Path.Combine(folder, "ca.pem"))];

    private static async Task MakeAsync(string folder, params string[] names)
    {
        using var script = Process.Start(new ProcessStartInfo(Path.Combine(Checkout.Root, "deploy", "tls", "lab-ca.sh"), [folder, .. names]) { RedirectStandardOutput = true })!;
        await script.StandardOutput.ReadToEndAsync();
        await script.WaitForExitAsync();
        Assert.Equal(0, script.ExitCode);
    }

    private static X509Certificate2 Certificate(string folder, string name)
    {
        using var loaded = X509Certificate2.CreateFromPemFile(Path.Combine(folder, $"{name}.pem"), Path.Combine(folder, $"{name}.key"));
        return X509CertificateLoader.LoadPkcs12(loaded.Export(X509ContentType.Pkcs12), null);
    }

    /// <summary>The silo ends the connection of a caller who shows this certificate. With TLS 1.3 the caller learns of it only when it reads: one who was taken would wait.</summary>
    private static async Task AssertRefusedAsync(int port, X509Certificate2? certificate)
    {
        using var limit = new CancellationTokenSource(Limit);
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, limit.Token);
        await using var stream = new SslStream(client.GetStream());
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = "any",
            ClientCertificates = certificate is null ? null : [certificate],
            // Whom the silo takes is looked at here, not who the silo is.
            RemoteCertificateValidationCallback = (_, shown, _, _) => shown is not null,
        };
        try
        {
            await stream.AuthenticateAsClientAsync(options, limit.Token);
            Assert.Equal(0, await stream.ReadAsync(new byte[1], limit.Token));
        }
        catch (Exception exception) when (exception is AuthenticationException or IOException)
        {
            // Refused with an alert.
        }
    }

    /// <summary>What the silo answers to one who speaks without TLS.</summary>
    private static async Task<string> SayPlainlyAsync(int port)
    {
        using var limit = new CancellationTokenSource(Limit);
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, limit.Token);
        await client.GetStream().WriteAsync(new byte[256], limit.Token);
        using var answer = new MemoryStream();
        try
        {
            await client.GetStream().CopyToAsync(answer, limit.Token);
        }
        catch (IOException)
        {
            // Reset: refused as well.
        }

        // A TLS alert is a record of type 21: a refusal, not an answer.
        return answer.ToArray() is [21, ..] or [] ? "" : Convert.ToHexString(answer.ToArray());
    }
}
