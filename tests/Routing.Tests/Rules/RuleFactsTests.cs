namespace Orchestrator.Routing.Tests.Rules;

public sealed class RuleFactsTests
{
    [Fact]
    public void Every_field_is_listed_at_the_place_of_its_value()
    {
        Assert.Equal(Enum.GetValues<RuleField>(), RuleFields.All.Select(field => field.Field));
        Assert.Equal(RuleFields.All.Count, RuleFields.Names.Distinct().Count());
    }

    [Fact]
    public void Facts_tell_of_task_machines_and_hour()
    {
        var silo = Make.Load(
            Make.Silo("one", cpu: 33, gpu: 44, false, Make.Engine(ComputeTarget.Gpu, slots: 1), Make.Engine(ComputeTarget.Cpu, slots: 1)),
            loads: [("gpu", new EngineLoad(3)), ("cpu", new EngineLoad(1, Foreign: 1))]);
        var facts = RuleFacts.Gather(
            Make.Profile(TaskType.Reasoning, TaskPriority.Urgent, complexity: 0.7), ClusterView.Build([silo], new ViewSettings()).Figures, Make.Noon);

        string[] written = [.. RuleFields.All.Select(field => $"{field.Name}={RuleFields.Write(field.Field, facts[field.Field])}")];
        Assert.Equal(
            [
                "task_type=REASONING", "priority=URGENT", "is_batch=false", "complexity_score=0.7", "latency_sensitivity=0.5", "cost_sensitivity=0.5",
                "estimated_tokens=200", "requires_reasoning=true", "gpu_available=true", "gpu_utilization=44", "gpu_vram_used_mb=2000", "cpu_utilization=33",
                "ram_percent=40", "queue_depth_gpu=2", "queue_depth_cpu=1", "queue_depth_quantized=0", "queue_depth_cloud=0", "hour_of_day=12",
            ],
            written);
    }
}
