using System.Net;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Connections;

namespace Orchestrator.LlamaHost;

/// <summary>Starts the server, loads the model behind it, and waits for the end.</summary>
internal static class HostProgram
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public static async Task<int> RunAsync(HostArguments arguments)
    {
        if (!File.Exists(arguments.Model)) throw new HostException($"The model file does not exist: {arguments.Model}");
        if (arguments.ContextTokens / arguments.Slots < 64)
            throw new HostException($"-c {arguments.ContextTokens} leaves less than 64 tokens for each of {arguments.Slots} slots");
        if (!IPAddress.IsLoopback(arguments.Address) && arguments.ApiKey is null)
            throw new HostException("--host is not a loopback address: --api-key is needed");
        var libraries = NativeLibraries.FindDirectory(arguments.LibraryDirectory);

        var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => End(context, end));

        // Ctrl+C reaches the whole terminal group; a supervised server waits for its supervisor to stop it.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => End(context, arguments.ExitWithStandardInput ? null : end));
        if (arguments.ExitWithStandardInput) _ = EndWithStandardInputAsync(end);

        var runtime = new ModelRuntime(arguments);
        await using var app = Build(arguments, runtime);
        await StartAsync(app, arguments);
        await Task.Factory.StartNew(() => runtime.Load(libraries), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await Console.Error.WriteLineAsync(runtime.Failure ?? $"{runtime.Alias} is ready at {app.Urls.First()}");
        await end.Task;

        using var limit = new CancellationTokenSource(Patience);
        await Task.WhenAll(runtime.StopAsync(Patience), app.StopAsync(limit.Token));
        return 0;
    }

    private static WebApplication Build(HostArguments arguments, ModelRuntime runtime)
    {
        var builder = WebApplication.CreateEmptyBuilder(new() { Args = [] });
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(arguments.Address, arguments.Port);
        });
        var app = builder.Build();
        var key = arguments.ApiKey is { } text ? new BearerKey(text) : null;
        app.Run(new HostApi(runtime, new ChatEndpoint(runtime, TimeProvider.System), new EmbeddingsEndpoint(runtime), key).HandleAsync);
        return app;
    }

    private static async Task StartAsync(WebApplication app, HostArguments arguments)
    {
        try
        {
            await app.StartAsync();
        }
        catch (IOException e) when (e.InnerException is AddressInUseException)
        {
            throw new HostException($"Port {arguments.Port} of {arguments.Address} is in use", HostException.Transient);
        }
        catch (System.Net.Sockets.SocketException e)
        {
            throw new HostException($"{arguments.Address}:{arguments.Port} cannot be listened on: {e.Message}", HostException.Transient);
        }
    }

    private static void End(PosixSignalContext context, TaskCompletionSource? end)
    {
        context.Cancel = true;
        end?.TrySetResult();
    }

    private static async Task EndWithStandardInputAsync(TaskCompletionSource end)
    {
        await using var input = Console.OpenStandardInput();
        var buffer = new byte[256];
        while (await input.ReadAsync(buffer) > 0)
        {
            // What the parent writes means nothing; only the end counts.
        }

        end.TrySetResult();
    }

    /// <summary>Signals are handled above.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
