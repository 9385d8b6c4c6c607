using k8s.KubeConfigModels;
using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace K8sRouter.Operator.Kubernetes.Configuration;

/// <summary>
/// One kubeconfig, or several merged into one, in the library's types. Read here and not by the library, which keeps neither the
/// line of a fault nor the file of an entry, and loads all of its models for it.
/// </summary>
internal sealed record KubeConfigFile
{
    private static readonly IDeserializer Reader = new DeserializerBuilder()
        .IgnoreUnmatchedProperties()
        .WithTypeMapping<ClusterEndpoint, KubeConfigCluster>()
        .WithTypeMapping<UserCredentials, KubeConfigUser>()
        .WithTypeMapping<ExternalExecution, KubeConfigPlugin>()
        .WithAttributeOverride<UserCredentials>(user => user.ImpersonateUserExtra, new YamlIgnoreAttribute())
        .Build();

    public string? CurrentContext { get; private init; }

    public required IReadOnlyList<KubeConfigEntry<KubeConfigCluster>> Clusters { get; init; }

    public required IReadOnlyList<KubeConfigEntry<KubeConfigUser>> Users { get; init; }

    public required IReadOnlyList<KubeConfigEntry<ContextDetails>> Contexts { get; init; }

    /// <summary>The files, for people.</summary>
    public required string Origin { get; init; }

    /// <summary>Reads files; what the first of them says wins.</summary>
    /// <exception cref="KubernetesConfigurationException">One can't be read, or isn't a kubeconfig.</exception>
    public static KubeConfigFile Load(IReadOnlyList<string> paths)
    {
        var files = paths.Select(LoadOne).ToArray();
        return new()
        {
            CurrentContext = files.Select(file => file.CurrentContext).FirstOrDefault(name => !string.IsNullOrEmpty(name)),
            Clusters = [.. files.SelectMany(file => file.Clusters).DistinctBy(entry => entry.Name)],
            Users = [.. files.SelectMany(file => file.Users).DistinctBy(entry => entry.Name)],
            Contexts = [.. files.SelectMany(file => file.Contexts).DistinctBy(entry => entry.Name)],
            Origin = string.Join(Path.PathSeparator, paths),
        };
    }

    private static KubeConfigFile LoadOne(string path)
    {
        var file = Parse(path);
        return new()
        {
            CurrentContext = file.CurrentContext,
            Clusters = Entries(
                "cluster", file.Clusters, path, cluster => (cluster.Name, cluster.ClusterEndpoint as KubeConfigCluster)),
            Users = Entries("user", file.Users, path, user => (user.Name, user.UserCredentials as KubeConfigUser)),
            Contexts = Entries("context", file.Contexts, path, context => (context.Name, context.ContextDetails)),
            Origin = path,
        };
    }

    private static K8SConfiguration Parse(string path)
    {
        try
        {
            return Reader.Deserialize<K8SConfiguration?>(Certificates.ReadFile(path)) ?? new();
        }
        catch (YamlException fault)
        {
            // The parser's words are left out: they may quote a token.
            throw new KubernetesConfigurationException(
                $"{path}: it isn't a kubeconfig: line {fault.Start.Line}, column {fault.Start.Column} can't be read.");
        }
    }

    private static KubeConfigEntry<TValue>[] Entries<TItem, TValue>(
        string kind, IEnumerable<TItem?>? items, string path, Func<TItem, (string? Name, TValue? Value)> read)
        where TItem : class
        where TValue : class, new() =>
        [
            .. from item in items ?? []
               where item is not null
               let entry = read(item)
               select new KubeConfigEntry<TValue>(kind, entry.Name ?? "", entry.Value ?? new(), Path.GetFullPath(path)),
        ];
}
