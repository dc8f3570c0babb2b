using System.Security.Cryptography;
using System.Text.Json;
using Orchestrator.TestServers;

namespace Orchestrator.Cli.Tests.Models;

public sealed class ModelPullTests : IDisposable
{
    private static readonly byte[] Model = [.. "GGUF"u8, .. Enumerable.Range(0, 300_000).Select(i => (byte)(i * 31))];
    private static readonly string Checksum = Convert.ToHexStringLower(SHA256.HashData(Model));

    private readonly TemporaryFolder _folder = new();
    private readonly Tool _tool = new();

    public void Dispose() => _folder.Dispose();

    private string Target => _folder.File("tiny.gguf");

    [Fact]
    public async Task A_model_is_fetched_checked_and_told_how_to_be_used()
    {
        await using var server = await ModelServer.StartAsync(Model);

        Assert.Equal(0, await _tool.RunAsync("models", "pull", server.Url, "--out", _folder.Path, "--sha256", Checksum.ToUpperInvariant()));

        Assert.Equal(Model, await File.ReadAllBytesAsync(Target));
        Assert.Contains($"model_path: {Target}", _tool.Output, StringComparison.Ordinal);
        Assert.Contains("as it should be", _tool.Output, StringComparison.Ordinal);
        Assert.Equal(["tiny.gguf"], Files());
    }

    [Fact]
    public async Task A_connection_that_breaks_is_gone_on_with_where_it_broke()
    {
        await using var server = await ModelServer.StartAsync(Model);
        server.Breaks.Enqueue(100_000);

        Assert.Equal(0, await _tool.RunAsync("models", "pull", server.Url, "--out", Target, "--json"));

        Assert.Equal(Model, await File.ReadAllBytesAsync(Target));
        Assert.Equal(["", "bytes=100000-"], server.Ranges);
        using var report = JsonDocument.Parse(_tool.Output);
        Assert.Equal((Checksum, Model.Length, false), (Text(report, "sha256"), report.RootElement.GetProperty("bytes").GetInt32(), report.RootElement.GetProperty("checked").GetBoolean()));
    }

    [Fact]
    public async Task A_later_run_goes_on_with_the_part_of_an_earlier_one()
    {
        await using var server = await ModelServer.StartAsync(Model);
        await File.WriteAllBytesAsync(Target + ".part", Model[..200_000]);
        await File.WriteAllTextAsync(Target + ".part.etag", server.Tag);

        Assert.Equal(0, await _tool.RunAsync("models", "pull", server.Url, "--out", Target, "--sha256", Checksum));

        Assert.Equal(["bytes=200000-"], server.Ranges);
        Assert.Equal(Model, await File.ReadAllBytesAsync(Target));
    }

    [Fact]
    public async Task A_part_of_a_file_that_has_changed_since_is_not_mixed_with_the_new_one()
    {
        await using var server = await ModelServer.StartAsync(Model);
        await File.WriteAllBytesAsync(Target + ".part", [.. "GGUF"u8, .. new byte[1000]]);
        await File.WriteAllTextAsync(Target + ".part.etag", "\"another\"");

        Assert.Equal(0, await _tool.RunAsync("models", "pull", server.Url, "--out", Target));

        Assert.Equal(Model, await File.ReadAllBytesAsync(Target));
    }

    [Fact]
    public async Task A_part_that_is_whole_already_is_checked_and_kept()
    {
        await using var server = await ModelServer.StartAsync(Model);
        await File.WriteAllBytesAsync(Target + ".part", Model);
        await File.WriteAllTextAsync(Target + ".part.etag", server.Tag);

        Assert.Equal(0, await _tool.RunAsync("models", "pull", server.Url, "--out", Target));

        Assert.Equal(Model, await File.ReadAllBytesAsync(Target));
    }

    [Fact]
    public async Task A_wrong_checksum_leaves_nothing_behind()
    {
        await using var server = await ModelServer.StartAsync(Model);

        Assert.Equal(1, await _tool.RunAsync("models", "pull", server.Url, "--out", Target, "--sha256", new string('a', 64)));

        Assert.Contains(Checksum, _tool.Errors, StringComparison.Ordinal);
        Assert.Empty(Files());
    }

    [Fact]
    public async Task A_checksum_the_server_names_counts_too()
    {
        await using var server = await ModelServer.StartAsync(Model);
        server.Tag = $"\"{new string('b', 64)}\"";

        Assert.Equal(1, await _tool.RunAsync("models", "pull", server.Url, "--out", Target));

        Assert.Empty(Files());
    }

    [Fact]
    public async Task A_page_that_is_no_model_is_told_and_not_kept()
    {
        await using var server = await ModelServer.StartAsync("<html>Please log in</html>"u8.ToArray());

        Assert.Equal(1, await _tool.RunAsync("models", "pull", server.Url, "--out", Target));

        Assert.Contains("no GGUF file", _tool.Errors, StringComparison.Ordinal);
        Assert.Empty(Files());
    }

    [Fact]
    public async Task A_file_that_is_there_stays_unless_it_is_forced()
    {
        await using var server = await ModelServer.StartAsync(Model);
        await File.WriteAllTextAsync(Target, "mine");

        Assert.Equal(2, await _tool.RunAsync("models", "pull", server.Url, "--out", Target));
        Assert.Equal("mine", await File.ReadAllTextAsync(Target));
        Assert.Equal(0, await _tool.RunAsync("models", "pull", server.Url, "--out", Target, "--force"));

        Assert.Equal(Model, await File.ReadAllBytesAsync(Target));
    }

    [Fact]
    public async Task What_cannot_work_has_its_exit_code()
    {
        await using var server = await ModelServer.StartAsync(Model);

        Assert.Equal(4, await _tool.RunAsync("models", "pull", server.Url.Replace("tiny", "other", StringComparison.Ordinal), "--out", Target));
        Assert.Equal(3, await _tool.RunAsync("models", "pull", $"http://127.0.0.1:{FreePort.Next()}/x.gguf", "--out", Target));
        Assert.Equal(2, await _tool.RunAsync("models", "pull", "tiny.gguf"));
        Assert.Equal(2, await _tool.RunAsync("models", "pull", server.Url, "--out", Target, "--sha256", "abc"));
        Assert.Empty(Files());
    }

    private string?[] Files() => [.. Directory.GetFiles(_folder.Path).Select(Path.GetFileName).Order()];

    private static string? Text(JsonDocument document, string name) => document.RootElement.GetProperty(name).GetString();
}
