using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace K8sRouter.Operator.Kubernetes.Configuration;

/// <summary>One kubeconfig, or several merged into one.</summary>
internal sealed record KubeConfigFile
{
    public string? CurrentContext { get; init; }

    public NamedEntry[]? Clusters { get; init; }

    public NamedEntry[]? Users { get; init; }

    public NamedEntry[]? Contexts { get; init; }

    /// <summary>The files, for people.</summary>
    [YamlIgnore]
    public string Origin { get; init; } = "";

    /// <summary>Reads files; what the first of them says wins.</summary>
    /// <exception cref="KubernetesConfigurationException">One can't be read, or isn't a kubeconfig.</exception>
    public static KubeConfigFile Load(IReadOnlyList<string> paths)
    {
        var files = paths.Select(LoadOne).ToArray();
        return new()
        {
            CurrentContext = files.Select(file => file.CurrentContext).FirstOrDefault(name => !string.IsNullOrEmpty(name)),
            Clusters = Merge(files.SelectMany(file => file.Clusters ?? [])),
            Users = Merge(files.SelectMany(file => file.Users ?? [])),
            Contexts = Merge(files.SelectMany(file => file.Contexts ?? [])),
            Origin = string.Join(Path.PathSeparator, paths),
        };
    }

    private static KubeConfigFile LoadOne(string path)
    {
        var deserializer = new DeserializerBuilder()
            .WithNamingConvention(HyphenatedNamingConvention.Instance)
            .IgnoreUnmatchedProperties()
            .Build();
        try
        {
            var file = deserializer.Deserialize<KubeConfigFile?>(Certificates.ReadFile(path)) ?? new();
            return file with
            {
                Clusters = Of(file.Clusters, path),
                Users = Of(file.Users, path),
                Contexts = Of(file.Contexts, path),
            };
        }
        catch (YamlException fault)
        {
            // The parser's words are left out: they may quote a token.
            throw new KubernetesConfigurationException(
                $"{path}: it isn't a kubeconfig: line {fault.Start.Line}, column {fault.Start.Column} can't be read.");
        }
    }

    private static NamedEntry[] Of(IReadOnlyList<NamedEntry>? entries, string path) =>
        [.. (entries ?? []).Where(entry => entry is not null).Select(entry => entry with { File = Path.GetFullPath(path) })];

    private static NamedEntry[] Merge(IEnumerable<NamedEntry> entries) => [.. entries.DistinctBy(entry => entry.Name)];
}
