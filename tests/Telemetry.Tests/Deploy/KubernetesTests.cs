using YamlDotNet.RepresentationModel;

namespace Orchestrator.Telemetry.Tests.Deploy;

public sealed class KubernetesTests
{
    private const string Folder = "kubernetes";

    private readonly List<YamlNode> _objects =
    [
        .. Repository.Documents($"{Folder}/kustomization.yaml")[0].RootNode.Items("resources")
            .SelectMany(file => Repository.Documents($"{Folder}/{file}")).Select(document => document.RootNode),
    ];

    private readonly YamlNode _secret = Repository.Documents($"{Folder}/secret.example.yaml")[0].RootNode;

    [Fact]
    public void The_kustomization_names_every_file_but_the_secret()
    {
        var named = Repository.Documents($"{Folder}/kustomization.yaml")[0].RootNode.Items("resources").Select(file => file.ToString());
        var present = Directory.EnumerateFiles(Path.Combine(Repository.Deploy, Folder)).Select(Path.GetFileName);

        Assert.Equal(present.Except(["kustomization.yaml", "secret.example.yaml"]).Order(), named.Order());
    }

    [Fact]
    public void Every_object_has_a_kind_and_a_name_of_its_own()
    {
        var names = _objects.Select(item => $"{item.Text("kind")} {item.Text("metadata/name")}").ToList();

        Assert.All(_objects, item => Assert.NotNull(item.Text("apiVersion")));
        Assert.Equal(names.Count, names.Distinct().Count());
    }

    [Fact]
    public void Every_secret_and_configuration_that_is_asked_for_exists()
    {
        var keys = _secret.Map("stringData").Keys;

        Assert.All(_objects.SelectMany(item => item.Find("secretKeyRef")), reference =>
        {
            Assert.Equal(_secret.Text("metadata/name"), reference.Text("name"));
            Assert.Contains(reference.Text("key"), keys);
        });
        Assert.All(_objects.SelectMany(item => item.Find("configMapRef")), reference => Assert.Contains(Of("ConfigMap"), map => map.Text("metadata/name") == reference.Text("name")));
    }

    [Fact]
    public void Selectors_and_disruption_budgets_find_pods()
    {
        var labels = Of("Deployment", "StatefulSet").Select(item => item.Map("spec/template/metadata/labels")).ToList();

        Assert.All(Of("Deployment", "StatefulSet"), item => Assert.True(Matches(item.Map("spec/selector/matchLabels"), item.Map("spec/template/metadata/labels"))));
        Assert.All(Of("Service"), item => Assert.Contains(labels, pod => Matches(item.Map("spec/selector"), pod)));
        Assert.All(Of("PodDisruptionBudget"), item => Assert.Contains(labels, pod => Matches(item.Map("spec/selector/matchLabels"), pod)));
    }

    [Fact]
    public void Containers_run_without_root_and_without_rights_to_gain()
    {
        Assert.All(Pods(), pod => Assert.Equal("true", pod.Text("securityContext/runAsNonRoot")));
        Assert.All(Pods().SelectMany(pod => pod.Items("containers")), container =>
        {
            Assert.Equal("false", container.Text("securityContext/allowPrivilegeEscalation"));
            Assert.Equal("ALL", container.Text("securityContext/capabilities/drop/0"));
            Assert.NotNull(container.Text("resources/limits/memory"));
            Assert.NotNull(container.At("readinessProbe"));
        });
        Assert.All(Processes(), container => Assert.Equal("true", container.Text("securityContext/readOnlyRootFilesystem")));
    }

    [Fact]
    public void Volumes_that_are_mounted_exist()
    {
        foreach (var item in Of("Deployment", "StatefulSet"))
        {
            var pod = item.At("spec/template/spec")!;
            var volumes = pod.Items("volumes").Select(volume => volume.Text("name")).Concat(item.Items("spec/volumeClaimTemplates").Select(claim => claim.Text("metadata/name")));
            Assert.All(pod.Items("containers").SelectMany(container => container.Items("volumeMounts")), mount => Assert.Contains(mount.Text("name"), volumes));
        }
        Assert.All(_objects.SelectMany(item => item.Find("claimName")), name => Assert.Contains(Of("PersistentVolumeClaim"), claim => claim.Text("metadata/name") == name.ToString()));
    }

    [Fact]
    public void Probes_and_services_name_ports_that_exist()
    {
        Assert.All(Pods().SelectMany(pod => pod.Items("containers")), container =>
        {
            var ports = container.Items("ports").Select(port => port.Text("name")).ToList();
            Assert.All(container.Find("httpGet"), probe => Assert.Contains(probe.Text("port"), ports));
        });
        var all = Pods().SelectMany(pod => pod.Items("containers")).SelectMany(container => container.Items("ports")).Select(port => port.Text("name")).ToHashSet();
        Assert.All(Of("NetworkPolicy").SelectMany(policy => policy.Find("port")), port => Assert.Contains(port.ToString(), all));
        Assert.All(Of("Service").SelectMany(service => service.Find("targetPort")), port => Assert.Contains(port.ToString(), all));
    }

    [Fact]
    public void Processes_get_only_variables_the_program_knows()
    {
        Settings.AssertKnown(Of("ConfigMap").SelectMany(map => map.Map("data").Keys));
        Assert.All(Processes(), container => Settings.AssertKnown(container.Items("env").Select(variable => variable.Text("name")!)));
    }

    [Fact]
    public void Every_target_has_a_silo_and_only_the_gateway_is_a_service()
    {
        var capabilities = Processes().SelectMany(container => container.Items("env")).Where(variable => variable.Text("name") == "CAPABILITIES")
            .SelectMany(variable => variable.Text("value")!.Split(','));

        Assert.Equal(["cloud", "cpu", "gpu", "quantized"], capabilities.Order());
        Assert.Equal(["gateway", "postgres", "redis"], Of("Service").Select(service => service.Text("metadata/name")).Order());
    }

    [Fact]
    public void A_pod_has_longer_to_stop_than_its_tasks_have_to_end()
    {
        var grace = int.Parse(Of("ConfigMap").Single().Text("data/SHUTDOWN_GRACE_SEC")!);

        Assert.All(Of("Deployment"), item => Assert.True(int.Parse(item.Text("spec/template/spec/terminationGracePeriodSeconds")!) > grace + 15));
    }

    private IEnumerable<YamlNode> Of(params string[] kinds) => _objects.Where(item => kinds.Contains(item.Text("kind")));

    private IEnumerable<YamlNode> Pods() => Of("Deployment", "StatefulSet").Select(item => item.At("spec/template/spec")!);

    private IEnumerable<YamlNode> Processes() => Pods().SelectMany(pod => pod.Items("containers")).Where(container => container.Text("name") == "orchestrator");

    private static bool Matches(IReadOnlyDictionary<string, string> selector, IReadOnlyDictionary<string, string> labels) =>
        selector.Count > 0 && selector.All(pair => labels.GetValueOrDefault(pair.Key) == pair.Value);
}
