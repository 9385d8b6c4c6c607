using FsCheck;
using FsCheck.Fluent;
using K8sRouter.Crds.Reading;
using K8sRouter.Crds.Validation;

namespace K8sRouter.Crds.Tests.Reading;

public sealed class MutatedTextTests
{
    private const string Characters = ":-[]{}&*!|>'\"%@`#,? \n\t\0\u00e9ab01";

    /// <summary>A person's slips: characters that went missing, were doubled or got in by mistake, anywhere in a valid file.</summary>
    [Fact]
    public void Whatever_is_done_to_a_file_ends_in_problems_or_resources_and_never_in_an_exception()
    {
        var texts = new[] { Manifests.Provider, Manifests.Policy, Manifests.Destination };
        Prop.ForAll<int, int, int>((seed, count, which) =>
        {
            var random = new Random(seed);
            var text = texts[(which & 0x7fffffff) % texts.Length].ToList();
            for (var i = 0; i <= (count & 7); i++)
                Mutate(text, random);
            var result = ResourceReader.Read("mutated.yaml", new string([.. text]));
            foreach (var resource in result.Resources)
            {
                var errors = ResourceValidator.Validate(resource).Concat(result.Problems).Any(problem => problem.Severity == ProblemSeverity.Error);
                Assert.True(resource.Resource is not null || errors, "neither usable nor complained of");
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));
    }

    private static void Mutate(List<char> text, Random random)
    {
        var at = random.Next(text.Count);
        switch (random.Next(3))
        {
            case 0:
                text.RemoveAt(at);
                break;
            case 1:
                text.Insert(at, Characters[random.Next(Characters.Length)]);
                break;
            default:
                text[at] = Characters[random.Next(Characters.Length)];
                break;
        }
    }
}
