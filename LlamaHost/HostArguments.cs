using System.Globalization;
using System.Net;

namespace Orchestrator.LlamaHost;

/// <summary>The command line, with llama-server's names.</summary>
internal sealed record HostArguments
{
    public required string Model { get; init; }

    public IPAddress Address { get; private init; } = IPAddress.Loopback;

    public int Port { get; private init; } = 8080;

    public int Slots { get; private init; } = 1;

    /// <summary>Of all slots together, as with llama-server.</summary>
    public int ContextTokens { get; private init; } = 4096;

    public int Threads { get; private init; } = Math.Max(1, Environment.ProcessorCount / 2);

    public int GpuLayers { get; private init; }

    public string? ApiKey { get; private init; }

    public required string Alias { get; init; }

    public string? LibraryDirectory { get; private init; }

    /// <summary>Ends the program when its standard input ends, which happens when the parent process dies.</summary>
    public bool ExitWithStandardInput { get; private init; }

    public const string Usage = """
        Usage: Orchestrator.LlamaHost -m FILE [options]
          -m, --model FILE       model in GGUF format
          --alias NAME           name of the model in the API (default: the file's name)
          --host ADDRESS         address to listen on (default 127.0.0.1)
          --port N               port (default 8080; 0 takes a free one)
          -np, --parallel N      generations at once, 1 to 256 (default 1)
          -c, --ctx-size N       context tokens of all slots together (default 4096)
          -t, --threads N        threads for one token (default: half the cores)
          -ngl, --gpu-layers N   layers placed on the GPU (default 0)
          --api-key KEY          bearer key; also by environment: LLAMA_API_KEY
          --lib DIR              folder with libllama (default: native, beside the program)
          --exit-with-stdin      end when standard input ends
        """;

    /// <exception cref="HostException">An argument is unknown, misses its value or is out of range.</exception>
    public static HostArguments Parse(IReadOnlyList<string> args, Func<string, string?> environment)
    {
        var values = Collect(args);
        string? Value(string name) => values.GetValueOrDefault(name);
        int Number(string name, int fallback, int lowest, int highest)
        {
            if (Value(name) is not { } text) return fallback;
            return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= lowest && number <= highest
                ? number
                : throw new HostException($"{name} is '{text}'; allowed is a number from {lowest} to {highest}");
        }

        var defaults = new HostArguments { Model = Value("--model") ?? throw new HostException("-m FILE is missing; --help lists the arguments"), Alias = "" };
        var host = Value("--host") ?? "127.0.0.1";
        return defaults with
        {
            Alias = Value("--alias") ?? Path.GetFileNameWithoutExtension(defaults.Model),
            Address = host == "localhost" ? IPAddress.Loopback
                : IPAddress.TryParse(host, out var address) ? address
                : throw new HostException($"--host is '{host}'; allowed is an IP address or localhost"),
            Port = Number("--port", defaults.Port, 0, 65_535),
            Slots = Number("--parallel", defaults.Slots, 1, 256),
            ContextTokens = Number("--ctx-size", defaults.ContextTokens, 64, 16_777_216),
            Threads = Number("--threads", defaults.Threads, 1, 512),
            GpuLayers = Number("--gpu-layers", defaults.GpuLayers, 0, 9_999),
            ApiKey = Value("--api-key") ?? environment("LLAMA_API_KEY"),
            LibraryDirectory = Value("--lib"),
            ExitWithStandardInput = values.ContainsKey("--exit-with-stdin"),
        };
    }

    private static Dictionary<string, string> Collect(IReadOnlyList<string> args)
    {
        var values = new Dictionary<string, string>();
        for (var i = 0; i < args.Count; i++)
        {
            var name = args[i] switch
            {
                "-m" => "--model",
                "-np" => "--parallel",
                "-c" => "--ctx-size",
                "-t" => "--threads",
                "-ngl" or "--n-gpu-layers" => "--gpu-layers",
                var other => other,
            };
            switch (name)
            {
                case "--exit-with-stdin":
                    values[name] = "";
                    break;
                case "--model" or "--alias" or "--host" or "--port" or "--parallel" or "--ctx-size" or "--threads" or "--gpu-layers" or "--api-key" or "--lib":
                    values[name] = ++i < args.Count ? args[i] : throw new HostException($"{args[i - 1]} needs a value");
                    break;
                default:
                    throw new HostException($"Unknown argument '{args[i]}'; --help lists the arguments");
            }
        }

        return values;
    }
}
