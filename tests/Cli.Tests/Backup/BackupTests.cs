using System.IO.Compression;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using Orchestrator.TestServers;

namespace Orchestrator.Cli.Tests.Backup;

/// <summary>A real silo's data, copied while it works and put back.</summary>
public sealed class BackupTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task A_backup_of_a_silo_at_work_restores_every_task_it_had_accepted()
    {
        var accepted = new List<string>();
        await using (var silo = await SiloProcess.StartAsync(_folder, ("--simulate", "true"), ("--simulate-scale", "0")))
        {
            for (var i = 0; i < 40; i++)
                accepted.Add(await silo.SubmitAsync(new { task_type = "CHAT", input_text = $"Hello {i}" }));
            using var more = new CancellationTokenSource();
            var load = KeepSubmittingAsync(silo, more.Token);
            var manifest = await RunAsync("backup", "--data", Data, "--output", Archive, "--json");
            await more.CancelAsync();
            await load;
            Assert.True((long)manifest["tasks"]! >= accepted.Count);
        }
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Archive));

        await RunAsync("restore", Archive, "--data", _folder.File("restored"), "--json");

        await using var second = await SiloProcess.StartAsync(_folder, ("--simulate", "true"), ("--simulate-scale", "0"), ("--data", _folder.File("restored")));
        foreach (var id in accepted)
            Assert.Equal("COMPLETED", (string?)(await second.FinishedAsync(id))["status"]);
        var books = await second.UntilAsync("/v1/invariants", answer => (long)answer["unfinished"]! == 0, withinSeconds: 120);
        Assert.True((bool)books["in_order"]!, books.ToJsonString());
    }

    [Fact]
    public async Task What_is_there_is_replaced_only_when_asked_for_and_kept_beside()
    {
        Fill(Data, tasks: 3);
        await RunAsync("backup", "--data", Data, "--output", Archive, "--json");
        Execute(Path.Combine(Data, EmbeddedData.Tasks), "DELETE FROM tasks");

        Assert.Contains("--force", await FailAsync("restore", Archive, "--data", Data), StringComparison.Ordinal);
        Assert.Equal(0, Tasks(Path.Combine(Data, EmbeddedData.Tasks)));
        Assert.Contains("--force", await FailAsync("backup", "--data", Data, "--output", Archive), StringComparison.Ordinal);

        await RunAsync("restore", Archive, "--data", Data, "--force", "--json");

        Assert.Equal(3, Tasks(Path.Combine(Data, EmbeddedData.Tasks)));
        Assert.Equal(0, Tasks(Path.Combine(Data, EmbeddedData.Tasks + ".replaced")));
        Assert.Equal(
            [EmbeddedData.Tasks, EmbeddedData.Tasks + ".replaced"],
            Directory.EnumerateFileSystemEntries(Data).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task A_database_in_use_is_not_replaced_even_by_force()
    {
        Fill(Data, tasks: 1);
        await RunAsync("backup", "--data", Data, "--output", Archive, "--json");
        using var silo = Open(Path.Combine(Data, EmbeddedData.Tasks));
        using var reading = silo.CreateCommand();
        reading.CommandText = "SELECT COUNT(*) FROM tasks";
        reading.ExecuteScalar();

        Assert.Contains("is in use: stop the silo first", await FailAsync("restore", Archive, "--data", Data, "--force"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_archive_is_refused_and_nothing_is_touched()
    {
        Fill(Data, tasks: 2);
        await RunAsync("backup", "--data", Data, "--output", Archive, "--json");
        using (var zip = ZipFile.Open(Archive, ZipArchiveMode.Update))
        {
            zip.GetEntry(EmbeddedData.Tasks)!.Delete();
            using var other = new StreamWriter(zip.CreateEntry(EmbeddedData.Tasks).Open());
            other.Write("not what was there");
        }

        Assert.Contains("checksum", await FailAsync("restore", Archive, "--data", Data, "--force"), StringComparison.Ordinal);
        Assert.Equal(2, Tasks(Path.Combine(Data, EmbeddedData.Tasks)));

        await File.WriteAllTextAsync(Archive, "no archive at all");
        await FailAsync("restore", Archive, "--data", Data, "--force");
    }

    [Theory]
    [InlineData("backup", "--data", "nowhere")]
    [InlineData("restore", "nothing.zip")]
    public async Task What_is_missing_is_named(params string[] arguments) => Assert.NotEmpty(await FailAsync(arguments));

    public void Dispose() => _folder.Dispose();

    private string Data => _folder.File("data");

    private string Archive => _folder.File("backup.zip");

    private static async Task KeepSubmittingAsync(SiloProcess silo, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
            await silo.SubmitAsync(new { task_type = "CHAT", input_text = "Meanwhile" });
    }

    private static async Task<JsonNode> RunAsync(params string[] arguments)
    {
        var tool = new Tool();
        Assert.True(await tool.RunAsync(arguments) == 0, tool.Errors);
        return JsonNode.Parse(tool.Output)!;
    }

    private static async Task<string> FailAsync(params string[] arguments)
    {
        var tool = new Tool();
        Assert.Equal(ExitCode.Usage, await tool.RunAsync(arguments));
        return tool.Errors;
    }

    private static void Fill(string folder, int tasks)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, EmbeddedData.Tasks);
        Execute(path, "PRAGMA journal_mode = WAL; CREATE TABLE schema_version (version INTEGER PRIMARY KEY); INSERT INTO schema_version VALUES (2); CREATE TABLE tasks (seq INTEGER PRIMARY KEY)");
        for (var i = 0; i < tasks; i++)
            Execute(path, "INSERT INTO tasks DEFAULT VALUES");
    }

    private static long Tasks(string path)
    {
        using var connection = Open(path);
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT COUNT(*) FROM tasks";
        return (long)command.ExecuteScalar()!;
    }

    private static void Execute(string path, string sql)
    {
        using var connection = Open(path);
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static SqliteConnection Open(string path)
    {
        var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        return connection;
    }
}
