using System.Globalization;
using BenchmarkDotNet.Running;
using Orchestrator.Benchmarks;

// dotnet run -c Release --project tests/Benchmarks -- --inProcess --filter '*' --job short    figures of small pieces
// dotnet run -c Release --project tests/Benchmarks -- proxy                       against YARP, with a mock upstream behind both
// dotnet run -c Release --project tests/Benchmarks -- streams                     64 streams of 50 tokens a second
// dotnet run -c Release --project tests/Benchmarks -- router                      telemetry of 1,000 silos, and one router's ceiling
// dotnet run -c Release --project tests/Benchmarks -- growth                      ten times the tasks in the table
switch (args)
{
    case ["proxy"]:
        await ProxyBench.RunAsync();
        break;
    case ["streams"]:
        await StreamBench.RunAsync();
        break;
    case ["router"]:
        TelemetryBench.Run();
        await RouterCeiling.RunAsync();
        break;
    case ["growth"]:
        await GrowthBench.RunAsync();
        break;
    case ["upstream", var port]:
        await MockUpstream.RunAsync(int.Parse(port, CultureInfo.InvariantCulture));
        break;
    case ["yarp", var port, var upstream]:
        await YarpProxy.RunAsync(int.Parse(port, CultureInfo.InvariantCulture), upstream);
        break;
    default:
        BenchmarkSwitcher.FromAssembly(typeof(ProxyBench).Assembly).Run(args);
        break;
}
