using K8sRouter.Crds.ModelProviders;
using K8sRouter.Crds.Reading;
using K8sRouter.Crds.Validation;

namespace K8sRouter.Crds.Tests.Examples;

public sealed class ExampleTests
{
    public static TheoryData<string> Files => [.. new[] { "providers", "policies", "floor", "destinations", "workloads" }
        .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, "examples", folder), "*.yaml"))
        .Select(file => Path.GetRelativePath(Repository.Root, file))
        .Order()];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_example_is_valid_and_worth_no_warning(string file)
    {
        var result = ResourceReader.Read(file, File.ReadAllText(Path.Combine(Repository.Root, file)));
        var problems = result.Problems.Concat(result.Resources.SelectMany(ResourceValidator.Validate))
            .Where(problem => problem.Severity != ProblemSeverity.Notice);

        // Workloads are mostly no resources of ours.
        if (!file.Contains("workloads", StringComparison.Ordinal))
            Assert.NotEmpty(result.Resources);
        Assert.Empty(problems.Select(problem => problem.ToStringWithLocation()));
        Assert.All(result.Resources, resource => Assert.NotNull(resource.Resource));
    }

    [Fact]
    public void Applying_the_policies_replaces_nobodys_floor()
    {
        string[] files = Directory.GetFiles(Path.Combine(Repository.Root, "examples", "policies"), "*.yaml");

        Assert.DoesNotContain(files, file => File.ReadAllText(file).Contains("namespace: k8srouter-system", StringComparison.Ordinal));
        Assert.NotEmpty(files);
    }

    [Fact]
    public void The_catalogue_holds_twenty_providers_and_more_each_named_as_its_file()
    {
        var providers = Providers();

        Assert.True(providers.Count >= 20, $"only {providers.Count}");
        Assert.All(providers, provider => Assert.Equal(Path.GetFileNameWithoutExtension(provider.File), provider.Name));
    }

    [Fact]
    public void The_catalogue_says_of_every_confirmed_fact_when_it_was_checked_and_where_it_is_written()
    {
        var confirmed = Providers().Select(provider => (ModelProvider)provider.Resource!)
            .Where(provider => provider.Spec.DataPolicy?.Confirmed == true)
            .ToList();

        Assert.NotEmpty(confirmed);
        Assert.All(confirmed, provider => Assert.NotNull(provider.Spec.DataPolicy!.VerifiedAt));
        Assert.All(confirmed, provider => Assert.NotNull(provider.Spec.DataPolicy!.Source));
        // What stands with another company can change; what we run ourselves can't without us.
        Assert.All(confirmed.Where(provider => provider.Spec.Auth is not null), provider => Assert.NotNull(provider.Spec.DataPolicy!.MaxAgeDays));
    }

    [Fact]
    public void The_catalogue_hands_the_platforms_keys_to_nobody()
    {
        Assert.All(Providers(), provider => Assert.Null(((ModelProvider)provider.Resource!).Spec.Auth?.DeliverTo));
    }

    [Fact]
    public void The_catalogue_shows_every_way_to_authenticate()
    {
        var schemes = Providers().Select(provider => ((ModelProvider)provider.Resource!).Spec.Auth?.Scheme);

        Assert.Equivalent(
            new AuthenticationScheme?[] { null, AuthenticationScheme.Bearer, AuthenticationScheme.Header, AuthenticationScheme.GoogleToken },
            schemes.Distinct());
    }

    private static List<LoadedResource> Providers() =>
        [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "examples", "providers"), "*.yaml")
            .SelectMany(file => ResourceReader.Read(file, File.ReadAllText(file)).Resources)];
}
