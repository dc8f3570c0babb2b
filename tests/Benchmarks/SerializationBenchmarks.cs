using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.DependencyInjection;
using Orchestrator.Grains.Interfaces;
using Orleans.Serialization;

namespace Orchestrator.Benchmarks;

/// <summary>A task across a grain call: inside one process by reference, to another process as bytes.</summary>
[MemoryDiagnoser]
public class SerializationBenchmarks
{
    private readonly TaskSnapshot _task = StoredTasks.Finished(StoredTasks.New());
    private Serializer _serializer = null!;
    private DeepCopier _copier = null!;
    private byte[] _bytes = [];

    [GlobalSetup]
    public void Setup()
    {
        var services = new ServiceCollection().AddOrchestratorSerialization().BuildServiceProvider();
        _serializer = services.GetRequiredService<Serializer>();
        _copier = services.GetRequiredService<DeepCopier>();
        _bytes = _serializer.SerializeToArray(_task);
    }

    [Benchmark]
    public TaskSnapshot WithinTheProcess() => _copier.Copy(_task);

    [Benchmark]
    public byte[] ToBytes() => _serializer.SerializeToArray(_task);

    [Benchmark]
    public TaskSnapshot FromBytes() => _serializer.Deserialize<TaskSnapshot>(_bytes)!;
}
