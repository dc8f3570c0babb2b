using Npgsql;
using Orchestrator.Grains.Stores;

namespace Orchestrator.Stores.Tests;

public sealed class DatabaseUrlTests
{
    [Theory]
    [InlineData("postgresql://ada:s3cret@db.example.org:5433/tasks", "db.example.org", 5433, "ada", "s3cret", "tasks")]
    [InlineData("postgres://ada:s3cret@db/tasks", "db", 5432, "ada", "s3cret", "tasks")]
    [InlineData("postgresql://ada:p%40ss%3A%2F%25@127.0.0.1/tasks", "127.0.0.1", 5432, "ada", "p@ss:/%", "tasks")]
    [InlineData("  Host=db;Port=6000;Username=ada;Password=s3cret;Database=tasks  ", "db", 6000, "ada", "s3cret", "tasks")]
    [InlineData("postgresql://ada@db/tasks", "db", 5432, "ada", null, "tasks")]
    public void Urls_and_connection_strings_are_read(string text, string host, int port, string user, string? password, string database)
    {
        var read = new NpgsqlConnectionStringBuilder(DatabaseUrl.Parse(text));
        Assert.Equal((host, port, user, password, database), (read.Host, read.Port, read.Username, read.Password, read.Database));
    }

    [Fact]
    public void Options_of_the_url_are_applied()
    {
        var read = new NpgsqlConnectionStringBuilder(DatabaseUrl.Parse("postgresql://ada:x@db/tasks?sslmode=verify-full&connect_timeout=7&application_name=silo%201"));
        Assert.Equal((SslMode.VerifyFull, 7, "silo 1"), (read.SslMode, read.Timeout, read.ApplicationName));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("   ")]
    [InlineData("hunter2")]
    [InlineData("mysql://ada:hunter2@db/tasks")]
    [InlineData("postgresql://ada:hunter2@db")]
    [InlineData("postgresql://:hunter2@db/tasks")]
    [InlineData("postgresql://ada:hunter2@db:port/tasks")]
    [InlineData("postgresql://ada:hunter2@db/tasks?hunter2=1")]
    [InlineData("postgresql://ada:hunter2@db/tasks?sslmode=hunter2")]
    [InlineData("Host=db;Password=x;hunter2=1")]
    [InlineData("Host=db;Port=hunter2")]
    [InlineData("Username=ada;Password=hunter2;Database=tasks")]
    public void What_is_wrong_is_said_without_any_part_of_the_value(string? text)
    {
        var error = Assert.Throws<ArgumentException>(() => DatabaseUrl.Parse(text));
        Assert.Contains("DATABASE_URL", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_store_sets_what_the_operator_left_open_and_nothing_else()
    {
        var options = new TaskStoreOptions { ConcurrentReads = 5, WriteTimeout = TimeSpan.FromSeconds(60) };
        var read = new NpgsqlConnectionStringBuilder(PostgresDefaults.Apply("Host=db;Timeout=9;maxpoolsize=40", options));
        Assert.Equal((64, 2, 20, 9, 40), (read.MaxAutoPrepare, read.AutoPrepareMinUsages, read.CommandTimeout, read.Timeout, read.MaxPoolSize));
        Assert.Equal(8, new NpgsqlConnectionStringBuilder(PostgresDefaults.Apply("Host=db", options)).MaxPoolSize);
    }
}
