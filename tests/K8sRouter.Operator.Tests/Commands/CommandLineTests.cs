using System.Text;
using K8sRouter.Core.Configuration;
using K8sRouter.Operator.Signing;
using K8sRouter.Operator.Tests.Samples;

namespace K8sRouter.Operator.Tests.Commands;

public sealed class CommandLineTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly CommandLine _command = new();

    public void Dispose()
    {
        _command.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Check_names_file_line_and_field_of_every_problem_and_writes_nothing()
    {
        _folder.Write("in/policy.yaml", "apiVersion: k8srouter.io/v1alpha1\nkind: WorkspacePrivacyPolicy\nmetadata: {name: default, namespace: team-a}\nspec:\n  trainig: {}\n");
        _folder.Write("in/broken.yaml", "apiVersion: v1\nkind: [\n");

        Assert.Equal(1, await _command.RunAsync("--resources", _folder["in"], "--check", "--config-out", _folder["out"]));

        Assert.Contains($"{_folder["in", "policy.yaml"]}:5: error: WorkspacePrivacyPolicy \"team-a/default\":", _command.Errors, StringComparison.Ordinal);
        Assert.Contains("training", _command.Errors, StringComparison.Ordinal);
        Assert.Contains($"{_folder["in", "broken.yaml"]}:", _command.Errors, StringComparison.Ordinal);
        Assert.Contains("refused: 2 errors, 0 warnings", _command.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["out"]));
    }

    [Fact]
    public async Task With_a_signing_key_it_says_what_sidecars_verify_by_and_signs()
    {
        var key = SigningKey.Create();
        _folder.Write("key.pem", Encoding.ASCII.GetString(key.ToPem()));
        _folder.Write("in/a.yaml", "apiVersion: v1\nkind: Namespace\nmetadata: {name: team-a}\n");

        Assert.Equal(0, await _command.RunAsync(
            "--resources", _folder["in"], "--once", "--config-out", _folder["out"], "--signing-key", _folder["key.pem"]));

        Assert.Contains($"--config-key {key.PublicKey}", _command.Output, StringComparison.Ordinal);
        var envelope = ConfigEnvelope.TryParse(File.ReadAllBytes(_folder["out", "team-a", "router-config.sig"]))!;
        Assert.True(ConfigKeys.TryParse(key.PublicKey)!.Verify(envelope));
        Assert.DoesNotContain("PRIVATE", _command.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "can't be read")]
    [InlineData("-----BEGIN PUBLIC KEY-----\n", "isn't a private key on P-256 in PEM")]
    public async Task A_signing_key_that_is_none_is_refused_with_what_makes_one(string? content, string expected)
    {
        if (content is not null)
            _folder.Write("key.pem", content);

        Assert.Equal(2, await _command.RunAsync(
            "--resources", _folder["in"], "--once", "--config-out", _folder["out"], "--signing-key", _folder["key.pem"]));

        Assert.Contains(expected, _command.Errors, StringComparison.Ordinal);
        Assert.Contains("openssl genpkey", _command.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Once_with_problems_delivers_nothing_and_says_so()
    {
        _folder.Write("in/a.yaml", "apiVersion: v1\nkind: Namespace\nmetadata: {name: team-a}\n");
        _folder.Write("in/b.yaml", "nonsense");

        Assert.Equal(1, await _command.RunAsync("--resources", _folder["in"], "--once", "--config-out", _folder["out"]));

        Assert.Contains("nothing was delivered: there is no good set yet", _command.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["out"]));
    }

    [Fact]
    public async Task The_same_object_in_two_files_is_refused()
    {
        _folder.Write("in/a.yaml", "apiVersion: v1\nkind: Namespace\nmetadata: {name: team-a}\n");
        _folder.Write("in/deep/b.yaml", "apiVersion: v1\nkind: Namespace\nmetadata: {name: team-a}\n");

        Assert.Equal(1, await _command.RunAsync("--resources", _folder["in"], "--check"));

        Assert.Contains($"the same resource stands in {_folder["in", "a.yaml"]}:1", _command.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_doesnt_exist_is_a_problem_without_a_stack_trace()
    {
        Assert.Equal(1, await _command.RunAsync("--resources", _folder["nowhere"], "--check"));

        Assert.Equal($"error: the folder {_folder["nowhere"]} doesn't exist\nrefused: 1 error, 0 warnings\n", _command.Errors);
    }

    [Fact]
    public async Task A_place_that_cant_be_written_to_is_a_problem_without_a_stack_trace()
    {
        _folder.Write("in/a.yaml", "apiVersion: v1\nkind: Namespace\nmetadata: {name: team-a}\n");
        _folder.Write("out", "a file where a folder should be");

        Assert.Equal(1, await _command.RunAsync("--resources", _folder["in"], "--once", "--config-out", _folder["out"]));

        Assert.StartsWith("error: workspace team-a: its configuration can't be written: ", _command.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", _command.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_usage_is_told_from_problems_by_the_exit_code()
    {
        Assert.Equal(2, await _command.RunAsync());
        Assert.Equal(2, await _command.RunAsync("--resources", Sample.Acme));
        Assert.Equal(2, await _command.RunAsync("--resources", Sample.Acme, "--frobnicate"));
        foreach (string interval in new[] { "0", "250", "9ms", "25h", "soon" })
            Assert.Equal(2, await _command.RunAsync("--resources", Sample.Acme, "--check", "--interval", interval));
        Assert.Contains("error: --interval '250' isn't a time from 10ms to 24h, such as 250ms or 5s.", _command.Errors, StringComparison.Ordinal);
        Assert.Equal(2, await _command.RunAsync("explain", "openai/gpt-5-mini", "--resources", Sample.Acme));
        Assert.Equal(2, await _command.RunAsync("explain", "openai/gpt-5-mini", "-n", "team-a", "--resources", Sample.Acme, "-o", "xml"));
        Assert.Contains("error: --resources is required", _command.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_flag_can_be_an_environment_variable()
    {
        _command.With("K8SROUTER_RESOURCES", Sample.Acme).With("K8SROUTER_CHECK", "true");

        Assert.Equal(0, await _command.RunAsync());
        Assert.Equal(0, await _command.RunAsync("explain", "openai/gpt-5-mini", "-n", "team-a"));
        Assert.Equal(2, await _command.With("K8SROUTER_CHECK", "maybe").RunAsync());
        Assert.Equal(2, await _command.With("K8SROUTER_CHECK", "").With("K8SROUTER_INTERVAL", "soon").RunAsync());
    }

    [Fact]
    public async Task Help_names_the_flags_and_their_variables()
    {
        Assert.Equal(0, await _command.RunAsync("--help"));
        foreach (var flag in (string[])["RESOURCES", "CONFIG_OUT", "ONCE", "CHECK", "OPERATOR_NAMESPACE", "INTERVAL"])
            Assert.Contains($"K8SROUTER_{flag}", _command.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_model_or_workspace_is_answered_with_what_may_have_been_meant()
    {
        Assert.Equal(1, await _command.RunAsync("explain", "openai/gpt-5-mni", "-n", "team-a", "--resources", Sample.Acme));
        Assert.Contains("no provider has the model 'openai/gpt-5-mni'. Did you mean openai/gpt-5-mini?", _command.Errors, StringComparison.Ordinal);

        Assert.Equal(1, await _command.RunAsync("explain", "openai/gpt-5-mini", "-n", "production", "--resources", Sample.Acme));
        Assert.Contains("there is no workspace 'production'. There are team-a, team-eu.", _command.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_table_of_policy_fields_has_a_row_for_each_field_of_the_policy()
    {
        Assert.Equal(0, await _command.RunAsync("policy-fields"));

        Assert.Contains("| `training.paidModels` | and | Deny |", _command.Output, StringComparison.Ordinal);
        foreach (var property in typeof(K8sRouter.Crds.WorkspacePrivacyPolicies.WorkspacePrivacyPolicySpec).GetProperties().Where(property => property.CanWrite))
        {
            var field = char.ToLowerInvariant(property.Name[0]) + property.Name[1..];
            Assert.True(
                _command.Output.Contains($"| `{field}", StringComparison.Ordinal), $"spec.{field} isn't in the table, so it would decide nothing.");
        }
    }

    [Fact]
    public async Task The_custom_resources_are_printed_or_written()
    {
        Assert.Equal(0, await _command.RunAsync("crds"));
        Assert.Contains("kind: CustomResourceDefinition", _command.Output, StringComparison.Ordinal);

        Assert.Equal(0, await _command.RunAsync("crds", "--out", _folder["manifests"]));
        Assert.Equal(3, Directory.GetFiles(_folder["manifests"], "*.yaml").Length);
    }
}
