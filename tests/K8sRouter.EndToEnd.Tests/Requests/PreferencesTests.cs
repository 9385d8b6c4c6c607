namespace K8sRouter.EndToEnd.Tests.Requests;

/// <summary>The request's own <c>provider</c> object, model fallbacks and variants, through the wire.</summary>
public sealed class PreferencesTests(RequestsHouse house, ITestOutputHelper output)
    : HouseTests<RequestsHouse>(house, output), IClassFixture<RequestsHouse>
{
    [Theory]
    [InlineData("""{"order":["alpha"]}""", "Alpha")]
    [InlineData("""{"order":["beta","alpha"]}""", "Beta")]
    [InlineData("""{"only":["beta"]}""", "Beta")]
    [InlineData("""{"ignore":["beta"]}""", "Alpha")]
    [InlineData("""{"zdr":true}""", "Alpha")]
    [InlineData("""{"sort":"price"}""", "Beta")]
    [InlineData("""{"sort":{"by":"price","partition":"none"}}""", "Beta")]
    [InlineData("""{"max_price":{"prompt":2,"completion":3}}""", "Beta")]
    [InlineData("""{"quantizations":["fp8"]}""", "Beta")]
    [InlineData("""{"data_collection":"deny","order":["beta"]}""", "Beta")]
    [InlineData("""{"order":["nobody-knows-this","alpha"]}""", "Alpha")]
    public async Task A_preference_decides_who_serves(string provider, string expected)
    {
        for (int i = 0; i < 3; i++)
        {
            var answer = (await Sidecar.ChatAsync("acme/assistant", "Hi", $",\"provider\":{provider}")).Expect(200);
            Assert.Equal(expected, answer.Json.GetProperty("provider").GetString());
        }
    }

    [Fact]
    public async Task Required_parameters_exclude_whoever_lacks_one()
    {
        var answer = (await Sidecar.ChatAsync("acme/assistant", "Hi", ",\"temperature\":1,\"provider\":{\"require_parameters\":true}")).Expect(200);

        Assert.Equal("Alpha", answer.Json.GetProperty("provider").GetString());
    }

    [Theory]
    [InlineData("""{"only":["scholar"]}""", "allowed_providers", "constraint_filtered")]
    [InlineData("""{"only":[]}""", "allowed_providers", "constraint_filtered")]
    [InlineData("""{"ignore":["alpha","beta"]}""", "ignored_providers", "constraint_filtered")]
    [InlineData("""{"zdr":true,"only":["beta"]}""", "data_policy:zdr", "privacy_restricted")]
    [InlineData("""{"max_price":{"prompt":0.5}}""", "max_price", "constraint_filtered")]
    [InlineData("""{"enforce_distillable_text":true}""", "distillable_text", "constraint_filtered")]
    public async Task A_preference_that_nobody_meets_is_a_404_that_names_it(string provider, string rule, string code)
    {
        var answer = (await Sidecar.ChatAsync("acme/assistant", "not-to-be-sent", $",\"provider\":{provider}")).Expect(404);

        Assert.Contains(rule, answer.ErrorMetadata.GetProperty("excluded_endpoints").EnumerateArray().Select(e => e.GetProperty("rule").GetString()));
        Assert.Equal(code, answer.Error.GetProperty("availability").GetProperty("code").GetString());
        Assert.Empty(House.Alpha.Calls("not-to-be-sent"));
        Assert.Empty(House.Beta.Calls("not-to-be-sent"));
    }

    [Theory]
    [InlineData("""{"onyl":["beta"]}""", "onyl")]
    [InlineData("""{"order":"beta"}""", "order")]
    [InlineData("""{"sort":"cheapness"}""", "sort")]
    [InlineData("""{"data_collection":"maybe"}""", "data_collection")]
    [InlineData("""["beta"]""", "provider")]
    public async Task A_provider_object_that_is_wrong_is_a_400_that_names_the_field(string provider, string field)
    {
        var answer = (await Sidecar.ChatAsync("acme/assistant", "Hi", $",\"provider\":{provider}")).Expect(400);

        Assert.Contains(field, answer.Error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("acme/gratis:free", "Beta")]
    [InlineData("acme/assistant:floor", "Beta")]
    public async Task A_variant_is_a_rule_and_its_name_comes_back(string model, string provider)
    {
        var answer = (await Sidecar.ChatAsync(model, "Hi")).Expect(200);

        Assert.Equal(provider, answer.Json.GetProperty("provider").GetString());
        Assert.Equal(model, answer.Json.GetProperty("model").GetString());
    }

    [Fact]
    public async Task The_fast_variant_is_served() => (await Sidecar.ChatAsync("acme/assistant:nitro", "Hi")).Expect(200);

    [Fact]
    public async Task A_free_variant_that_nobody_offers_is_a_404()
    {
        var answer = (await Sidecar.ChatAsync("acme/assistant:free", "Hi")).Expect(404);

        Assert.Equal("free_variant_ended", answer.Error.GetProperty("availability").GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_model_that_the_rules_leave_nobody_for_gives_way_to_the_next()
    {
        string body = """{"models":["acme/alpha-only","acme/assistant"],"provider":{"only":["beta"]},"messages":[{"role":"user","content":"Hi"}]}""";
        var answer = (await Sidecar.PostAsync("chat/completions", body)).Expect(200);

        Assert.Equal("acme/assistant", answer.Json.GetProperty("model").GetString());
        Assert.Equal("Beta", answer.Json.GetProperty("provider").GetString());
    }

    [Theory]
    [InlineData("acme/nonsense")]
    [InlineData("gpt-5")]
    [InlineData("acme/assistant:unheard-of")]
    public async Task An_unknown_model_is_a_400(string model)
    {
        var answer = (await Sidecar.ChatAsync(model, "Hi")).Expect(400);

        Assert.Equal("model_not_found", answer.Error.GetProperty("availability").GetProperty("code").GetString());
        Assert.Contains(model, answer.Error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_of_another_api_is_a_400()
    {
        var answer = (await Sidecar.ChatAsync("acme/embedder", "Hi")).Expect(400);

        Assert.Equal("wrong_endpoint", answer.Error.GetProperty("availability").GetProperty("code").GetString());
    }
}
