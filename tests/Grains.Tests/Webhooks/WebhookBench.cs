using System.Diagnostics.Metrics;
using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Orchestrator.Fakes;
using Orchestrator.Grains.Interfaces;
using Orchestrator.Grains.Stores;
using Orchestrator.Routing;
using Orchestrator.TestServers;

namespace Orchestrator.Grains.Tests.Webhooks;

/// <summary>A store in a file, a receiver on loopback and a clock that stands still.</summary>
internal sealed class WebhookBench : IAsyncDisposable
{
    public const string Secret = "a secret of the operator";

    private readonly TemporaryFolder _folder = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();

    private WebhookBench(WebhookReceiver receiver)
    {
        Receiver = receiver;
        Store = TaskStores.Sqlite(_folder.File("orchestrator.db"), time: Time);
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 14, 9, 26, 53, TimeSpan.Zero));

    public ITaskStore Store { get; }

    public WebhookReceiver Receiver { get; }

    public FakeTaskJson Json { get; } = new();

    public LogLines Log { get; } = new();

    public static async Task<WebhookBench> StartAsync()
    {
        var bench = new WebhookBench(await WebhookReceiver.StartAsync());
        await bench.Store.InitializeAsync(TestContext.Current.CancellationToken);
        return bench;
    }

    /// <summary>The worker of one silo. Null: the receiver's host is listed.</summary>
    public WebhookWorker NewWorker(CallbackAddressPolicy? policy = null, Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null)
    {
        var options = new WebhookOptions { Secret = Secret, Addresses = policy ?? CallbackAddressPolicy.Parse("127.0.0.1", out _) };
        var sender = new WebhookSender(Json, options, new CallbackDialer(options.Addresses, resolve), Time);
        return new WebhookWorker(Store, sender, options, new WebhookMetrics(_services.GetRequiredService<IMeterFactory>()), Time, new Random(7), Log);
    }

    /// <summary>A task that has ended, and whose callback is due.</summary>
    public async Task<TaskSnapshot> FinishAsync(string? url = null)
    {
        var task = new TaskSnapshot
        {
            Id = Guid.NewGuid(),
            Version = 1,
            Owner = "silo",
            CreatedAt = Time.GetUtcNow(),
            Submission = new TaskSubmission { Type = TaskType.Chat, InputText = "Hi", Account = "dev", CallbackUrl = url ?? $"{Receiver.Url}/hook?token=very-secret" },
        };
        await Store.CreateAsync(task);
        var done = task with { Version = 2, State = TaskState.Completed, Result = "Hello.", CompletedAt = Time.GetUtcNow() };
        Assert.True(await Store.CompleteAsync(done, []));
        return done;
    }

    /// <summary>Lets a worker deliver what is due now, to the end.</summary>
    public static async Task DeliverAsync(WebhookWorker worker)
    {
        await worker.DispatchAsync(TestContext.Current.CancellationToken);
        await worker.DrainAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        await Receiver.DisposeAsync();
        await _services.DisposeAsync();
        _folder.Dispose();
    }
}

/// <summary>The wire's mapping, as far as these tests need it.</summary>
internal sealed class FakeTaskJson : ITaskJsonWriter
{
    /// <summary>Characters of padding, for a task that is too large.</summary>
    public int Padding { get; set; }

    public byte[] Write(TaskSnapshot task) => Encoding.UTF8.GetBytes($$"""{"task_id":"{{task.Id}}","result":"{{task.Result}}{{new string('x', Padding)}}"}""");

    public byte[] WriteTruncated(TaskSnapshot task) => Encoding.UTF8.GetBytes($$"""{"task_id":"{{task.Id}}","truncated":true}""");
}

/// <summary>What was logged.</summary>
internal sealed class LogLines : ILogger<WebhookWorker>
{
    private readonly List<(LogLevel Level, int Id, string Text)> _lines = [];

    public IReadOnlyList<(LogLevel Level, int Id, string Text)> Lines
    {
        get
        {
            lock (_lines)
                return [.. _lines];
        }
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (_lines)
            _lines.Add((logLevel, eventId.Id, $"{formatter(state, exception)} {exception}"));
    }
}
